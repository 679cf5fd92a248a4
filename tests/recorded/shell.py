#!/usr/bin/env python3
"""Runs the scripts of shell.jsonl in real shells and writes down what they print and how they end.

    sudo python3 tests/recorded/shell.py --busybox PATH [--add FILE]

PATH is a static busybox 1.36 or 1.37; dash, bash and GNU's utilities are those of the machine, which should be Debian 12.
Every script is the first process of its own PID namespace, in an empty folder /data below a root of its own, as in a container.
With --add only the lines of FILE are run, and added. A line `{"script": "…"}` is run in all three shells, with `"shells": ["bash"]` in these alone.
"""
import argparse, json, os, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, 'shell.jsonl')
SHELLS = ['busybox', 'dash', 'bash']
PROGRAM = {'busybox': '/bin/sh', 'dash': '/bin/dash', 'bash': '/bin/bash'}
SETUP = r'''
root=$1; shell=$2; script=$3; name=${shell##*/}; [ "$name" = dash ] && name=sh
mount --make-rprivate /
mount -t tmpfs tmpfs "$root/data"; mount -t tmpfs tmpfs "$root/tmp"; mount -t proc proc "$root/proc"
for f in null zero urandom; do : >"$root/dev/$f"; mount --bind /dev/$f "$root/dev/$f"; done
if [ -e "$root/debian" ]; then for d in bin sbin lib lib64 usr etc; do mount --bind /$d "$root/$d"; done; fi
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root HOSTNAME=pod \
    chroot "$root" /bin/sh -c 'cd /data; unset OLDPWD; exec "$@"' - $name -c "$script"
'''

def root(folder, busybox):
    path = os.path.join(folder, 'busybox' if busybox else 'debian')
    for below in 'bin sbin lib lib64 usr usr/bin etc dev proc root data tmp'.split():
        os.makedirs(os.path.join(path, below))
    os.chmod(os.path.join(path, 'tmp'), 0o1777)
    for number, name in enumerate(['stdin', 'stdout', 'stderr']):
        os.symlink(f'/proc/self/fd/{number}', os.path.join(path, 'dev', name))
    os.symlink('/proc/self/fd', os.path.join(path, 'dev/fd'))
    if not busybox:
        open(os.path.join(path, 'debian'), 'w').close()
        return path
    program = os.path.join(path, 'bin/busybox')
    subprocess.run(['cp', busybox, program], check=True)
    for name in subprocess.run([busybox, '--list'], capture_output=True, text=True, check=True).stdout.split():
        if name != 'busybox':
            os.symlink('busybox', os.path.join(path, 'bin', name))
    with open(os.path.join(path, 'etc/passwd'), 'w') as passwd:
        passwd.write('root:x:0:0:root:/root:/bin/sh\n')
    return path

def run(path, shell, script):
    ran = subprocess.run(['unshare', '--mount', '--pid', '--fork', '--kill-child', 'bash', '-c', SETUP, '-', path, PROGRAM[shell], script],
                         stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    if b'mount' in ran.stderr or b'chroot' in ran.stderr:
        sys.exit(ran.stderr.decode())
    return {'stdout': ran.stdout.decode(), 'code': ran.returncode}

def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--busybox', required=True)
    parser.add_argument('--add')
    arguments = parser.parse_args()
    with open(FILE) as file:
        known = [json.loads(line) for line in file if line.strip()]
    entries = known
    if arguments.add:
        with open(arguments.add) as file:
            entries = [json.loads(line) for line in file if line.strip()]
        known = known + entries
    with tempfile.TemporaryDirectory() as folder:
        roots = {'busybox': root(folder, arguments.busybox), 'debian': root(folder, None)}
        for entry in entries:
            for shell in entry.get('shells', SHELLS):
                try:
                    entry[shell] = run(roots.get(shell, roots['debian']), shell, entry['script'])
                except (subprocess.TimeoutExpired, UnicodeDecodeError) as error:
                    print(f'{shell}: {error}: {entry["script"]}', file=sys.stderr)
    with open(FILE, 'w') as file:
        for entry in known:
            file.write(json.dumps(entry, ensure_ascii=False, separators=(', ', ': ')) + '\n')

main()
