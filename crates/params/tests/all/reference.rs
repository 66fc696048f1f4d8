use crate::sample::Store;

#[test]
fn the_reference_table_lists_every_parameter() {
    let want = "\
| id | label | unit | range | default | help |
|---|---|---|---|---|---|
| `mode` | mode |  | `cp`, `ap` | `cp` | What is given up in a partition. [Gilbert 2002, theorem 1] |
| `n` | replicas | servers | 3 to 9, by link to 101 | `5` | Servers in the cluster, an odd number for choice. [Ongaro 2014, sec. 5.1] |
| `r` | read quorum | replicas | 1 to 9, by link to 101 | `1` | Answers that a read waits for. [Gifford 1979] Only with `mode=ap`. |
| `lat` | latency | ms | 250us to 2s | `20ms` | One-way latency of every link. |
| `loss` | message loss | % | 0% to 50% | `2%` | Messages lost on every link. [a\\|b] |
| `ops` | workload | operations/s | 0 to 100, by link to 1000 | `5` | Operations that a client begins. |
| `hints` | hinted handoff |  | `on`, `off` | `on` | Sends a dead replica's writes to another. [DeCandia 2007, sec. 4.6] Only with `mode=ap`. |
| `seed` | seed |  | 0 to 9007199254740991 | `1` | Picks one run among all. |
";
    assert_eq!(params::reference(Store::SPECS), want);
}
