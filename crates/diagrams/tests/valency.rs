use check::explore::*; use check::valency::*; use diagrams::models::ben_or; use protocols::ben_or::Coin;
#[test] fn look() {
  for coin in [Coin::Zero, Coin::Parity, Coin::Local, Coin::Common, Coin::CommonEarly] {
    let t = std::time::Instant::now();
    let search = Search::new(ben_or::system(3,1,coin).until_decided(), Limits::keeping(100_000)).finished();
    let v = Valencies::of(search.graph());
    let g = search.graph();
    println!("{coin:?} {} {} depth {} dead {} {:?} {:?}", g.states(), g.edges(), g.depth(), search.deadlocks(), v.counts(), search.limit());
    let init: Vec<_> = (0..g.initial()).map(|s| v.of_state(s)).collect();
    println!("  {init:?} {:?} {} MB", t.elapsed(), search.bytes() as f64/1e6);
  }
}
