//! The complete trace of both runs, for files.

use super::report::TRANSPORTS;
use super::run::Lane;
use super::words;
use crate::figure::{Carried, TraceEvent, TraceKind};
use machine::Time;
use protocols::transport::Transport;

/// Hands out every event in order of time.
pub fn trace(load: &Transport, lanes: &[Lane; 2], each: &mut dyn FnMut(&TraceEvent)) {
    let mut events = Vec::new();
    for (index, (lane, name)) in lanes.iter().zip(TRANSPORTS).enumerate() {
        for (place, sending) in lane.sendings.iter().enumerate() {
            let packet = words::packet(load, sending);
            let id = (2 * place + index) as u64;
            let carried = || Some(Carried { id, from: "A".to_owned(), to: "B".to_owned() });
            let mut event = |at: Time, kind, text: String| {
                let process = Some(if kind == TraceKind::Sent { "A" } else { "B" }.to_owned());
                let process = process.filter(|_| kind != TraceKind::Lost);
                events.push(TraceEvent { at, kind, process, message: carried(), text });
            };
            event(sending.sent, TraceKind::Sent, format!("sent {name} A->B #{id} {packet}"));
            let (kind, text) = match sending.lost {
                Some(why) => (
                    TraceKind::Lost,
                    format!("lost {name} A->B #{id} {packet} ({})", words::loss(why)),
                ),
                None => (TraceKind::Arrived, format!("arrived {name} A->B #{id} {packet}")),
            };
            event(sending.ended, kind, text);
        }
        for &(at, frame) in &lane.order {
            let text = format!(
                "server B {name} delivers frame {} of stream {}",
                frame + 1,
                load.stream(frame) + 1
            );
            let process = Some("B".to_owned());
            events.push(TraceEvent { at, kind: TraceKind::Server, process, message: None, text });
        }
    }
    events.sort_by_key(|event| event.at);
    events.iter().for_each(each);
}
