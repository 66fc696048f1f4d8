//! The graph that a run is in, laid out: a layer for each distance from its beginning.

use super::map::Map;
use check::valency::Valency;

/// The states that can be reached from one, by distance.
pub struct Layers {
    /// In each layer the states: those that lead to 0 alone, those that leave both, those that lead to
    /// 1 alone.
    pub layers: Vec<Vec<u32>>,
    /// Where each state of the graph is: its layer and its place there.
    place: Vec<Option<(u32, u32)>>,
    /// Edges that lead back to an earlier layer.
    pub back: u32,
    /// All edges.
    pub edges: u32,
}

impl Layers {
    /// From a state on.
    #[must_use]
    pub fn of(map: &Map, start: u32) -> Self {
        let graph = map.search().graph();
        let mut place = vec![None; graph.states() as usize];
        place[start as usize] = Some((0, 0));
        let (mut layers, mut back, mut edges) = (vec![vec![start]], 0, 0);
        loop {
            let at = layers.len() as u32;
            let mut next: Vec<u32> = Vec::new();
            for state in &layers[layers.len() - 1] {
                for edge in graph.actions(*state) {
                    edges += 1;
                    let target = &mut place[edge.to as usize];
                    match target {
                        None => {
                            *target = Some((at, next.len() as u32));
                            next.push(edge.to);
                        }
                        Some((layer, _)) if *layer + 1 < at => back += 1,
                        Some(_) => {}
                    }
                }
            }
            if next.is_empty() {
                return Self { layers, place, back, edges };
            }
            let side = |state: &u32| match map.valency(*state) {
                Valency::Zero => 0,
                Valency::One => 2,
                _ => 1,
            };
            next = (0..3)
                .flat_map(|own| next.iter().copied().filter(move |state| side(state) == own))
                .collect();
            for (index, state) in next.iter().enumerate() {
                place[*state as usize] = Some((at, index as u32));
            }
            layers.push(next);
        }
    }

    /// Where a state is: its layer and its place there.
    #[must_use]
    pub fn place(&self, state: u32) -> Option<(u32, u32)> {
        self.place.get(state as usize).copied().flatten()
    }

    /// How many states there are.
    #[must_use]
    pub fn states(&self) -> usize {
        self.layers.iter().map(Vec::len).sum()
    }
}
