use podlife_core::view::svg::*; use podlife_core::view::timeline::Timeline;
fn main(){ let s=std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
 let v:serde_json::Value=serde_json::from_str(&s).unwrap();
 let t:Timeline=serde_json::from_value(v["run"]["timeline"].clone()).unwrap();
 for w in [690u32,360]{ std::fs::write(format!("/tmp/site-scratch/{w}.svg"), svg(&t,&SvgOptions{width:w})).unwrap(); }
 let f=fluid(&t); eprintln!("fluid {}", f.len());
 std::fs::write("/tmp/site-scratch/fluid.html", format!("<!doctype html><meta name=viewport content='width=device-width'><style>{STYLE}{SHARED_STYLE} body{{margin:16px;background:light-dark(#fff,#151922);color-scheme:light dark}}</style><svg width=0 height=0 style='position:absolute'>{SIGNS}</svg><div class=pt-box style='max-width:656px'>{f}</div>")).unwrap();
}
