fn main(){
    let a: Vec<String> = std::env::args().collect();
    let t = estimate::OverlapTable::from_csv(std::fs::File::open(&a[1]).unwrap()).unwrap();
    estimate::latent_class::dump::dump(&t, a[2].parse().unwrap(), a[3].parse().unwrap(), a[4].parse().unwrap());
}
