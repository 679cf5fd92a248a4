//! What the programs do that scripts call: the small ones of every image, and servers.

mod addresses;
mod awk;
mod dates;
mod expr;
pub(in crate::process) mod expression;
mod files;
mod find;
mod grep;
mod listing;
mod netcat;
mod network;
mod options;
mod printf;
mod processes;
mod sed;
mod servers;
mod sql_proxy;
mod streams;
mod sums;
mod tail;
mod text;
mod xargs;

use std::rc::Rc;

use crate::process::commands::network::Ending;
use crate::process::images::Stock;
use crate::process::machine::files::{Errno, Node};
use crate::process::machine::kernel::{About, Ground, Pid, Task};
use crate::process::machine::open::{Open, What};
use crate::process::machine::sys::{Mode, Sys};
use crate::process::programs;
use crate::process::shell::{Flavor, Shell, holds};
use crate::time::SimDuration;

pub(in crate::process) use printf::{printf, unescape, unescape_as};
pub(in crate::process) use processes::length_of;

/// What a program finds in its environment: names and values.
pub(in crate::process) type Environment = Rc<[(String, String)]>;

/// How long it takes to start a program: what recordings of loops show.
const START: SimDuration = SimDuration::from_millis(1);

/// The programs that busybox is, as its image has them.
///
/// Source: `busybox --list` of version 1.36.
const BUSYBOX: &str = "[ [[ acpid add-shell addgroup adduser adjtimex ar arch arp arping ascii ash awk base32 base64 basename bc beep \
    blkdiscard blkid blockdev bootchartd brctl bunzip2 busybox bzcat bzip2 cal cat chat chattr chgrp chmod chown \
    chpasswd chpst chroot chrt chvt cksum clear cmp comm conspy cp cpio crc32 crond crontab cryptpw cttyhack cut \
    date dc dd deallocvt delgroup deluser depmod devmem df dhcprelay diff dirname dmesg dnsd dnsdomainname dos2unix \
    dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep eject env envdir envuidgid ether-wake expand expr factor \
    fakeidentd fallocate false fatattr fbset fbsplash fdflush fdformat fdisk fgconsole fgrep find findfs flock fold \
    free freeramdisk fsck fsck.minix fsfreeze fstrim fsync ftpd ftpget ftpput fuser getfattr getopt getty grep \
    groups gunzip gzip halt hd hdparm head hexdump hexedit hostid hostname httpd hush hwclock i2cdetect i2cdump \
    i2cget i2cset i2ctransfer id ifconfig ifdown ifenslave ifplugd ifup inetd init inotifyd insmod install ionice \
    iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode kill killall killall5 klogd \
    last less link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup lpd lpq lpr ls \
    lsattr lsmod lsof lspci lsscsi lsusb lzcat lzma lzop makedevs makemime man md5sum mdev mesg microcom mim mkdir \
    mkdosfs mke2fs mkfifo mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap mktemp modinfo modprobe more mount \
    mountpoint mpstat mt mv nameif nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin nproc \
    nsenter nslookup ntpd od openvt partprobe passwd paste patch pgrep pidof ping ping6 pipe_progress pivot_root \
    pkill pmap popmaildir poweroff powertop printenv printf ps pscan pstree pwd pwdx raidautorun rdate rdev \
    readahead readlink readprofile realpath reboot reformime remove-shell renice reset resize resume rev rm rmdir \
    rmmod route rpm rpm2cpio rtcwake run-init run-parts runlevel runsv runsvdir rx script scriptreplay sed seedrng \
    sendmail seq setarch setconsole setfattr setfont setkeycodes setlogcons setpriv setserial setsid setuidgid sh \
    sha1sum sha256sum sha3sum sha512sum showkey shred shuf slattach sleep smemcap softlimit sort split ssl_client \
    start-stop-daemon stat strings stty su sulogin sum sv svc svlogd svok swapoff swapon switch_root sync sysctl \
    syslogd tac tail tar taskset tc tcpsvd tee telnet telnetd test tftp tftpd time timeout top touch tr traceroute \
    traceroute6 true truncate ts tsort tty ttysize tunctl tune2fs ubiattach ubidetach ubimkvol ubirename ubirmvol \
    ubirsvol ubiupdatevol udhcpc udhcpc6 udhcpd udpsvd uevent umount uname uncompress unexpand uniq unix2dos unlink \
    unlzma unlzop unxz unzip uptime users usleep uudecode uuencode vconfig vi vlock volname w wall watch watchdog \
    wc wget which who whoami whois xargs xxd xz xzcat yes zcat zcip";

/// The programs that Debian's image has.
///
/// Source: what the packages of `debian:12` put into its folders of programs.
const DEBIAN: &str = "[ addgroup adduser agetty apt apt-cache apt-config apt-get apt-key apt-mark arch awk b2sum base32 base64 \
    basename basenc bash blkid blockdev cat chage chattr chcon chfn chgrp chmod choom chown chpasswd chroot chrt \
    chsh cksum clear cmp comm cp csplit cut dash date dd debconf delgroup deluser df diff diff3 dir dircolors \
    dirname dmesg dnsdomainname domainname dpkg dpkg-deb dpkg-divert dpkg-query du echo egrep env expand expiry \
    expr factor fallocate false fgrep find findfs findmnt flock fmt fold fsck getconf getent getopt getty \
    gpasswd gpgv grep groupadd groupdel groupmod groups gunzip gzip head hostid hostname iconv id infocmp \
    install ionice ipcmk ipcrm ipcs join killall5 last lastlog ldconfig ldd link linux32 linux64 ln locale \
    localedef logger login logname losetup ls lsattr lsblk lscpu lsipc lslocks lsmem lsns mawk mcookie md5sum \
    mesg mkdir mke2fs mkfifo mkfs mknod mkswap mktemp more mount mountpoint mv namei nawk newgrp nice nl nohup \
    nologin nproc nsenter numfmt od partx passwd paste pathchk perl pidof pinky pivot_root pr printenv printf \
    prlimit ptx pwd rbash readlink realpath renice reset rev rgrep rm rmdir run-parts runcon runuser savelog \
    script sdiff sed seq service setarch setpriv setsid sg sh sha1sum sha224sum sha256sum sha384sum sha512sum \
    shred shuf sleep sort split start-stop-daemon stat stdbuf stty su sum swapoff swapon switch_root sync tabs \
    tac tail tar taskset tee tempfile test tic timeout toe touch tput tr true truncate tset tsort tty tzselect \
    umount uname uncompress unexpand uniq unlink unshare useradd userdel usermod users vdir wall wc wdctl \
    whereis which who whoami xargs yes zcat zcmp zdiff zgrep zless zmore";

/// The programs that Alpine's image has besides busybox.
///
/// Source: what the packages `apk-tools`, `musl-utils`, `scanelf` and `ssl_client` put into `alpine:3.22`.
const ALPINE: &str = "apk getconf getent iconv ldconfig ldd scanelf ssl_client";

/// What is called in scripts and is of neither.
const OTHER_TOOLS: &str = "curl jq pkill killall zsh";

/// Whether a container has a program.
pub(in crate::process) fn exists(sys: &Sys, name: &str) -> bool {
    let has = sys.ground(|ground| !ground.is_complete() || is_stocked(ground.stock, name));
    has || script_of(sys, name).is_some()
}

/// Whether a program of its image stands at a path.
pub(in crate::process) fn stands_at(sys: &Sys, path: &str) -> bool {
    let is_own = |ground: &Ground| match ground.shell {
        Some(Flavor::Dash | Flavor::Bash) => is_in(DEBIAN, path),
        Some(Flavor::Busybox) | None => is_in(BUSYBOX, path),
    };
    path.starts_with('/') && sys.ground(|ground| ground.stock != Stock::Bare && is_own(ground))
}

/// Whether a program is one of those that an image with this stock has.
pub(in crate::process) fn is_stocked(stock: Stock, name: &str) -> bool {
    match stock {
        Stock::Unknown | Stock::Bare => false,
        Stock::Busybox => is_in(BUSYBOX, name),
        Stock::Alpine => is_in(BUSYBOX, name) || is_in(ALPINE, name),
        Stock::Debian => is_in(DEBIAN, name),
    }
}

/// Whether a name is that of a shell, or of a tool that comes with one and stands where those do.
pub(in crate::process) fn is_tool(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    let name = name.strip_prefix("/usr/local").unwrap_or(name);
    let name = name.strip_prefix("/busybox/").unwrap_or(name);
    ["sh", "bash", "ash", "dash"].contains(&base)
        || [BUSYBOX, DEBIAN, OTHER_TOOLS].iter().any(|all| is_in(all, name))
}

/// Whether a path leads to a program of the image's own that has the name of a tool: `/app/sync`.
fn is_namesake(path: &str) -> bool {
    let Some((folder, base)) = path.rsplit_once('/') else { return false };
    let is_of_tools = folder.ends_with("bin") || folder == "/busybox";
    !is_of_tools && (is_in(BUSYBOX, base) || is_in(DEBIAN, base))
}

/// Where a program stands, where a container has it.
pub(in crate::process) fn path_of(sys: &Sys, name: &str) -> Option<String> {
    if !exists(sys, name) {
        return None;
    }
    let folder = match sys.ground(|ground| ground.shell) {
        Some(Flavor::Dash | Flavor::Bash) => "/usr/bin",
        Some(Flavor::Busybox) | None => "/bin",
    };
    let path = script_of(sys, name);
    Some(path.unwrap_or_else(|| {
        if name.contains('/') { name.to_owned() } else { format!("{folder}/{name}") }
    }))
}

/// Whether it is known what a command line does.
pub(in crate::process) fn is_known(words: &[&str]) -> bool {
    words.first().is_some_and(|name| is_in(BUSYBOX, name)) || programs::program(words).is_some()
}

fn is_in(all: &str, name: &str) -> bool {
    let base = match name.rsplit_once('/') {
        Some((folder, base)) if ["/bin", "/usr/bin", "/sbin", "/usr/sbin"].contains(&folder) => {
            base
        }
        Some(_) => return false,
        None => name,
    };
    let ends = |letter: Option<char>| letter.is_none_or(|letter| letter == ' ');
    all.match_indices(base).any(|(at, _)| {
        let (before, rest) = all.split_at(at);
        let after = rest.get(base.len()..).unwrap_or_default();
        ends(before.chars().next_back()) && ends(after.chars().next())
    }) && !base.is_empty()
}

/// A program that a shell starts: it takes a moment, unless nothing is known of it.
pub(in crate::process) fn child(
    sys: Sys,
    arguments: Vec<String>,
    environment: Environment,
    flavor: Flavor,
) -> Task {
    Box::pin(async move {
        if arguments.first().is_some_and(|name| is_in(BUSYBOX, name) || is_in(DEBIAN, name)) {
            sys.sleep(START).await;
        }
        run(sys, arguments, environment, flavor).await
    })
}

/// Runs a program in a process; `flavor` is the shell that says what cannot be found.
pub(in crate::process) fn run(
    sys: Sys,
    arguments: Vec<String>,
    environment: Environment,
    flavor: Flavor,
) -> Task {
    Box::pin(async move {
        let (name, rest) = match arguments.as_slice() {
            [name, rest @ ..] => (name.as_str(), rest),
            [] => return 0,
        };
        if let Some(found) = script_of(&sys, name) {
            return run_file(sys, found, &arguments, &environment, flavor).await;
        }
        let base = name.rsplit('/').next().unwrap_or(name);
        let has_shell = sys.ground(|ground| ground.shell);
        let shell = match base {
            "bash" => Some(Flavor::Bash).filter(|_| has_shell != Some(Flavor::Busybox)),
            "dash" => Some(Flavor::Dash).filter(|_| has_shell == Some(Flavor::Dash)),
            "sh" | "ash" | "hush" => Some(has_shell.unwrap_or(Flavor::Busybox)),
            _ => None,
        };
        if let Some(shell) = shell {
            let rest = rest.to_vec();
            return Shell::new(sys, shell, name, &environment).main(rest).await;
        }
        if !exists(&sys, name) {
            return not_found(&sys, name, flavor);
        }
        if is_namesake(name) {
            return unknown(&sys, name, rest).await;
        }
        let call =
            Call { sys: &sys, name: base, arguments: rest, environment: &environment, flavor };
        match call.run().await {
            Some(code) => code,
            None => unknown(&sys, base, rest).await,
        }
    })
}

/// A program that is called.
pub(in crate::process) struct Call<'a> {
    pub(in crate::process) sys: &'a Sys,
    pub(in crate::process) name: &'a str,
    pub(in crate::process) arguments: &'a [String],
    pub(in crate::process) environment: &'a Environment,
    pub(in crate::process) flavor: Flavor,
}

impl Call<'_> {
    /// Runs a program; nothing where nothing is known of it.
    async fn run(&self) -> Option<i32> {
        let at_once = self.plain().or_else(|| files::run(self)).or_else(|| processes::run(self));
        let at_once = at_once.or_else(|| text::run(self));
        if at_once.is_some() {
            return at_once;
        }
        if let Some(code) = self.client().await {
            return Some(code);
        }
        if let Some(code) = streams::run(self).await {
            return Some(code);
        }
        match self.name {
            "tail" => Some(tail::run(self).await),
            "yes" => Some(self.yes().await),
            "seq" => Some(text::seq(self).await),
            "dd" => Some(files::dd(self).await),
            "find" => Some(Box::pin(find::find(self)).await),
            "xargs" => Some(Box::pin(xargs::run(self)).await),
            _ => match processes::run_in_time(self).await {
                Some(code) => Some(code),
                None => servers::run(self).await,
            },
        }
    }

    /// Starts another program.
    fn start(&self, words: Vec<String>) -> Option<Pid> {
        let (environment, flavor) = (Rc::clone(self.environment), self.flavor);
        let title = words.join(" ");
        let mut open = self.sys.all_open();
        if self.name == "xargs" {
            open.retain(|(fd, _)| *fd != 0);
            open.push((0, Open::new(What::Null)));
        }
        self.sys.spawn(&title, open, move |sys| child(sys, words, environment, flavor))
    }

    /// Runs another program to its end.
    async fn child(&self, words: Vec<String>) -> i32 {
        match self.start(words) {
            Some(pid) => self.sys.wait_for(pid).await,
            None => 1,
        }
    }

    /// A client of some server.
    async fn client(&self) -> Option<i32> {
        let mut tries = 0;
        loop {
            match network::run(self, tries).await? {
                Ending::Now(code) => return Some(code),
                Ending::Again(time) => self.sys.sleep(time).await,
            }
            tries += 1;
        }
    }

    async fn yes(&self) -> i32 {
        let word =
            if self.arguments.is_empty() { "y".to_owned() } else { self.arguments.join(" ") };
        let block = format!("{word}\n").repeat(64);
        while self.print(&block) == 0 {
            self.sys.turn(16).await;
        }
        1
    }

    /// What does nothing that can be seen.
    fn plain(&self) -> Option<i32> {
        match self.name {
            "true" | ":" | "chown" | "chgrp" | "sync" | "stty" | "ulimit" | "sysctl"
            | "modprobe" | "mount" | "umount" | "logger" | "renice" | "clear" | "reset" | "ip"
            | "ifconfig" | "route" | "iptables" | "adduser" | "addgroup" => Some(0),
            "false" => Some(1),
            "expr" => Some(expr::run(self)),
            "test" | "[" | "[[" => Some(self.test()),
            _ => None,
        }
    }

    /// `test` as a program, which is what a probe or a hook without a shell calls.
    fn test(&self) -> i32 {
        let words = match self.arguments {
            [inside @ .., last] if self.name != "test" && ["]", "]]"].contains(&last.as_str()) => {
                inside
            }
            words if self.name == "test" => words,
            _ => return 2,
        };
        holds(self.sys, words, self.name == "[[").map_or(2, |holds| i32::from(!holds))
    }

    /// The arguments that are no flags.
    fn operands(&self) -> impl Iterator<Item = &str> {
        let mut ended = false;
        self.arguments.iter().map(String::as_str).filter(move |word| {
            if !ended && *word == "--" {
                ended = true;
                return false;
            }
            ended || !word.starts_with('-') || *word == "-"
        })
    }

    /// Whether one of the flags with a single dash holds a letter.
    fn has(&self, letter: char) -> bool {
        let flags = self.arguments.iter().take_while(|word| *word != "--");
        flags
            .filter(|word| word.starts_with('-') && !word.starts_with("--"))
            .any(|word| word.contains(letter))
    }

    /// The value of a flag: `-n 5`, `-n5`, `--lines=5`.
    fn value(&self, short: &str, long: &str) -> Option<&str> {
        let mut words = self.arguments.iter().map(String::as_str);
        while let Some(word) = words.next() {
            if word == short || (!long.is_empty() && word == long) {
                return words.next();
            }
            if let Some(value) =
                word.strip_prefix(short).filter(|_| !short.is_empty() && !word.starts_with("--"))
            {
                return Some(value);
            }
            let value = word.strip_prefix(long).and_then(|rest| rest.strip_prefix('='));
            if let Some(value) = value.filter(|_| !long.is_empty()) {
                return Some(value);
            }
        }
        None
    }

    fn print(&self, text: &str) -> i32 {
        let printed = self.sys.print(1, text);
        if let Err(Errno::NoSpace) = printed {
            self.complain("write error", Errno::NoSpace);
        }
        i32::from(printed.is_err())
    }

    /// Writes a file in place of what it holds.
    fn save(&self, path: &str, text: &str) -> i32 {
        let saved = self.sys.open(path, Mode::Write).and_then(|open| self.sys.write(&open, text));
        saved.map_or_else(
            |error| {
                self.complain(path, error);
                1
            },
            |()| 0,
        )
    }

    /// `cat: can't open 'x': No such file or directory`
    fn complain(&self, what: &str, why: Errno) {
        self.sys.complain(&format!("{}: {what}: {}", self.name, why.text()));
    }
}

/// Where programs stand.
pub(in crate::process) const FOLDERS: [&str; 6] =
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/// A file that a name stands for: one with a slash in it, or one of the folders that programs stand in.
fn script_of(sys: &Sys, name: &str) -> Option<String> {
    let is_file = |path: &str| {
        let node = sys.find(path).ok()?;
        let is_it = sys.with(|kernel| match kernel.files.node(node) {
            Some(Node::File { .. }) => true,
            Some(Node::Dir { .. }) => name.contains('/'),
            _ => false,
        });
        is_it.then_some(())
    };
    if name.contains('/') {
        return is_file(name).map(|()| name.to_owned());
    }
    sys.ground(|ground| ground.has_programs).then_some(())?;
    FOLDERS.iter().map(|folder| format!("{folder}/{name}")).find(|path| is_file(path).is_some())
}

/// A file of the container is run: a script, where it can be executed.
async fn run_file(
    sys: Sys,
    path: String,
    arguments: &[String],
    environment: &Environment,
    flavor: Flavor,
) -> i32 {
    let node = sys.find(&path).ok();
    let found = node.and_then(|node| {
        sys.with(|kernel| match kernel.files.node(node) {
            Some(Node::File { text, .. }) => Some((text.clone(), kernel.files.is_executable(node))),
            Some(Node::Dir { .. }) => Some((String::new(), false)),
            _ => None,
        })
    });
    let Some((text, executable)) = found else { return 127 };
    if !executable {
        sys.complain(&format!("{}: {path}: Permission denied", prefix(flavor)));
        return 126;
    }
    if text.is_empty() {
        // Its content is not known.
        return unknown(&sys, &path, arguments).await;
    }
    let first = text.lines().next().and_then(|line| line.strip_prefix("#!")).unwrap_or("/bin/sh");
    let interpreter = first.split_whitespace().next_back().unwrap_or_default();
    let shell = match interpreter.rsplit('/').next().unwrap_or_default() {
        "sh" | "ash" => sys.ground(|ground| ground.shell).unwrap_or(Flavor::Busybox),
        "dash" => Flavor::Dash,
        "bash" => Flavor::Bash,
        _ => return unknown(&sys, &path, arguments).await,
    };
    let mut words = vec![path.clone()];
    words.extend(arguments.iter().skip(1).cloned());
    Shell::new(sys, shell, &path, environment).main(words).await
}

fn prefix(flavor: Flavor) -> &'static str {
    match flavor {
        Flavor::Busybox => "sh",
        Flavor::Dash => "sh: 1",
        Flavor::Bash => "bash: line 1",
    }
}

fn not_found(sys: &Sys, name: &str, flavor: Flavor) -> i32 {
    let what = if flavor == Flavor::Bash { "command not found" } else { "not found" };
    sys.complain(&format!("{}: {name}: {what}", prefix(flavor)));
    127
}

/// A program of which nothing is known: it takes no time and succeeds, unless it is all that its container does.
async fn unknown(sys: &Sys, name: &str, words: &[String]) -> i32 {
    if sys.is_first() {
        let why = "its command is not one that can be read";
        return opaque(sys.clone(), words.to_vec(), "command", why).await;
    }
    sys.with(|kernel| kernel.mark_unknown(sys.container_in(kernel)));
    sys.mark_guessed();
    let note = format!(
        "calls `{name}`, which is assumed to take no time and to succeed: nothing is known of it"
    );
    // What the kubelet runs, as a probe, says nothing of how the container's process goes on.
    let about = if sys.is_of_kubelet() { About::Other } else { About::Calls };
    sys.note(about, &note);
    0
}

/// The program of a container of which nothing but some words is known, the field that does not tell, and why.
pub(in crate::process) async fn opaque(
    sys: Sys,
    words: Vec<String>,
    field: &'static str,
    why: &'static str,
) -> i32 {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    servers::opaque(&sys, &words, field, why).await
}

/// Runs a command of the kubelet: what only a guess would tell succeeds.
pub(in crate::process) fn command(sys: Sys, words: Vec<String>, environment: Environment) -> Task {
    let flavor = sys.ground(|ground| ground.shell).unwrap_or(Flavor::Busybox);
    run(sys, words, environment, flavor)
}

/// A process of which something else tells how long it lives and what it does on signals: it serves its ports.
pub(in crate::process) async fn placeholder(
    sys: Sys,
    words: Vec<String>,
    environment: Environment,
) -> i32 {
    servers::placeholder(&sys, &words, &environment).await
}

/// The program that an image starts by itself.
pub(in crate::process) async fn image(
    sys: Sys,
    reference: String,
    arguments: Vec<String>,
    environment: Environment,
) -> i32 {
    servers::image(&sys, &reference, &arguments, &environment).await
}

/// What the runtime says of a program that is not there.
///
/// Upstream: runc's libcontainer, by way of Go's os/exec.
pub(in crate::process) fn start_error(name: &str) -> String {
    let why = if name.contains('/') {
        format!("stat {name}: no such file or directory")
    } else {
        "executable file not found in $PATH".to_owned()
    };
    format!("exec: \"{name}\": {why}")
}
