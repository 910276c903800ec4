//! temp
use std::time::Instant;
use vault::*;
fn main() {
    let dir = std::path::PathBuf::from(std::env::args().nth(1).unwrap());
    let case = dir.join("case");
    let now: jiff::Timestamp = "2031-04-05T06:07:08Z".parse().unwrap();
    let mut v = Vault::create_or_open(&case).unwrap();
    std::fs::write(dir.join("small.csv"), "name\nSalma N.\n").unwrap();
    v.seal(&dir.join("small.csv"), "m.k", now).unwrap();
    let d = |i: u64, p: bool| Draft { kind: "decision".into(), by: "m.k".into(), at: now,
        facts: serde_json::json!({"pair": [format!("3f9a2c81d0e4.0.{i}"), "3f9a2c81d0e4.0.17"], "answer": "same"}),
        payload: p.then(|| serde_json::json!({"reason": "نفس الأم \u{7f} \"x\"", "n": i})) };
    let t = Instant::now();
    for i in 0..100 { v.append(vec![d(i, true)]).unwrap(); }
    println!("one append with payload: {:?}", t.elapsed() / 100);
    if std::env::args().nth(2).is_some() { return; }
    let t = Instant::now();
    v.append((0..1000).map(|i| d(i, true)).collect()).unwrap();
    println!("batch 1000 with payloads: {:?}", t.elapsed());
    let t = Instant::now();
    v.append((0..100_000).map(|i| d(i, false)).collect()).unwrap();
    println!("batch 100k without: {:?}", t.elapsed());
    let files: Vec<_> = (0..1000u32).map(|i| { let p = dir.join(format!("{i}.csv")); std::fs::write(&p, i.to_le_bytes()).unwrap(); p }).collect();
    let t = Instant::now();
    v.seal_all(&files, "m.k", now).unwrap();
    println!("seal 1000 small: {:?}", t.elapsed());
    let big = dir.join("big.mp4");
    std::fs::write(&big, vec![7u8; 1 << 30]).unwrap();
    let t = Instant::now();
    v.seal(&big, "m.k", now).unwrap();
    println!("seal 1 GiB: {:?}", t.elapsed());
    drop(v);
    let t = Instant::now();
    Vault::read_only(&case).unwrap();
    println!("open 102k: {:?}", t.elapsed());
    let t = Instant::now();
    println!("{:?}", verify(&case).unwrap().entries);
    println!("verify: {:?}", t.elapsed());
}
