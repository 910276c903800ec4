mod tables;
use estimate::*;
use estimate::loglinear::*;
#[test]
fn explore() {
    let k = tables::read("kosovo");
    println!("{:?} {:?}", chao::mh(&k), chao::mth(&k));
    let c = Cells::new(&k);
    let f = c.fit(&Model::parse("[123,14,34]",4).unwrap()).unwrap();
    println!("wald {:?}", f.wald(0.95));
    for l in [interval::Likelihood::Poisson, interval::Likelihood::Cormack, interval::Likelihood::Multinomial] {
        println!("{l:?} {:?}", interval::profile(&k,&f,l,0.95));
    }
    for name in ["kosovo","gaza","artificial3","diabetes5","uk5","uk6","ned5","neworl5","neworl8"] {
        let t = tables::read(name);
        let now = std::time::Instant::now();
        let fits = select::candidates(&t);
        let el = now.elapsed();
        let best = fits[0].bic;
        println!("== {name} n={} {} fits {:?} p={:.4}", t.n(), fits.len(), el, fits[0].fit_p());
        let avg = |ic: &dyn Fn(&Fit)->f64, win: f64| { let b = fits.iter().map(|f| ic(f)).fold(1e300,f64::min); let (mut s, mut w)=(0.,0.); for f in &fits { if ic(f)-b<win {let v=(-0.5*(ic(f)-b)).exp(); s+=v*f.total(); w+=v;} } s/w };
        println!("avg aic {} bic {} win {} win6 {}", avg(&|f| f.aic,1e9), avg(&|f| f.bic,1e9), avg(&|f|f.bic,10.), avg(&|f|f.bic,6.));
        let tot: f64 = fits.iter().map(|f| (-0.5*(f.bic-best)).exp()).sum();
        for f in fits.iter().filter(|f| f.bic-best<10.).take(45) { println!("  {:40} {:.0} d={:.2} w={:.4} se_log={:.3} dev={:.1}/{} {:?}", f.model.in_names(t.lists()), f.total(), f.bic-best, (-0.5*(f.bic-best)).exp()/tot, f.se_log, f.deviance, f.df, f.absent); }
        let s = select::stepwise(&t, 0.02).unwrap();
        println!("  stepwise {} {:?} {} {:?}", s.total(), s.wald(0.95), s.model.in_names(t.lists()), s.absent);
        println!("  pairs {:?}", two_list::every_pair(&t,0.95).iter().map(|p| (p.0,p.1,p.2.point as u64)).collect::<Vec<_>>());
    }
}
