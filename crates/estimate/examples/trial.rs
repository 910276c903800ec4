fn main(){
    let a: Vec<String> = std::env::args().collect();
    let f = std::fs::File::open(format!("crates/estimate/tests/tables/{}.csv", a[1])).unwrap();
    let t = estimate::OverlapTable::from_csv(f).unwrap();
    let g = |i: usize, d: usize| a.get(i).map_or(d, |s| s.parse().unwrap());
    estimate::latent_class::trial(&t, g(2,15), g(3,1), g(4,200_000), g(5,20), g(6,4), g(7,1) as u64);
}
