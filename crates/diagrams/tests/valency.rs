//! Fischer, Lynch and Paterson's theorem on Ben-Or's protocol, over whole graphs.
use check::explore::*;
use check::valency::*;
use diagrams::models::ben_or;
use protocols::ben_or::Coin;
#[test]
fn look() {
    for coin in [Coin::Zero, Coin::Parity, Coin::Common, Coin::CommonEarly] {
        for f in [0, 1] {
            let t = std::time::Instant::now();
            let sys = ben_or::system(3, 1, coin).until_decided().with_faults(Faults {
                among: machine::NodeSet::first(3),
                crashes: f,
                ..Faults::default()
            });
            let mut search = Search::new(sys, Limits::keeping(100_000)).finished();
            let el = t.elapsed();
            let v = Valencies::of(search.graph());
            let g = search.graph();
            println!(
                "{coin:?} {} {} depth {} dead {} {:?} {:?}",
                g.states(),
                g.edges(),
                g.depth(),
                search.deadlocks(),
                v.counts(),
                search.limit()
            );
            let init: Vec<_> = (0..g.initial()).map(|s| v.of_state(s)).collect();
            println!("  {init:?} {:?} {:?} {} MB", el, t.elapsed(), search.bytes() as f64 / 1e6);
            println!(
                "  {:?}",
                search.findings().iter().map(|f| (f.property.name, f.states)).collect::<Vec<_>>()
            );
            let mut now = 0;
            let mut wait = 0;
            let mut late = 0;
            let mut none = 0;
            if f == 0 && coin != Coin::CommonEarly {
                for s in v.bivalent() {
                    let n = search.graph().actions(s).count();
                    for e in 0..n as u32 {
                        match v.waiting(&mut search, s, e) {
                            None => none += 1,
                            Some(w) if w.late => late += 1,
                            Some(w) if w.schedule.steps.len() == 1 => now += 1,
                            _ => wait += 1,
                        }
                    }
                }
                println!(
                    "  lemma 3: now {now} wait {wait} late {late} none {none} {:?}",
                    t.elapsed()
                );
            }
            let g = search.graph();
            println!(
                "  endless {:?} from bivalent initial: {:?}",
                v.endless_states(g, 3),
                (0..8)
                    .map(|s| v.endless(g, s, 3).map(|w| (w.steps.len(), w.cycle)))
                    .collect::<Vec<_>>()
            );
            println!(
                "  adversary {:?}",
                g.undecided_after(6, 60, Scheduler::Adversary)
                    .map(|v| [v[10], v[20], v[40], v[60]])
            );
            println!(
                "  random {:?}",
                g.undecided_after(6, 60, Scheduler::Random).map(|v| [v[10], v[20], v[40], v[60]])
            );
        }
    }
}
