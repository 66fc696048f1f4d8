//! Several protocols as one machine, so that a page carries one simulator, or one explorer.

/// The enum `Protocol` of some machines, with `State`, `Disk`, `Msg` and `Timer`: a machine itself.
macro_rules! one_of {
    ($($name:ident($machine:ty)),+) => {
        /// A protocol, the same at every process.
        #[derive(Clone)]
        pub enum Protocol { $($name($machine)),+ }

        /// A process that is up.
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub enum State { $($name(<$machine as machine::Machine>::State)),+ }

        /// What survives a crash.
        #[derive(Clone, PartialEq, Eq, Hash, Default)]
        pub enum Disk {
            /// Nothing was ever written.
            #[default]
            Empty,
            $($name(<$machine as machine::Machine>::Disk)),+
        }

        /// A message.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Msg { $($name(<$machine as machine::Machine>::Msg)),+ }

        /// A timer.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Timer { $($name(<$machine as machine::Machine>::Timer)),+ }

        impl machine::Machine for Protocol {
            type State = State;
            type Disk = Disk;
            type Msg = Msg;
            type Timer = Timer;
            type Note = protocols::consensus::Note;

            fn boot(&self, me: machine::NodeId, disk: Disk, out: &mut machine::Effects<Self>) -> State {
                match self {
                    $(Self::$name(machine) => {
                        let disk = if let Disk::$name(disk) = disk { disk } else { Default::default() };
                        let mut inner = machine::Effects::<$machine>::default();
                        let state = machine.boot(me, disk, &mut inner);
                        inner.pass_on(out, Msg::$name, Timer::$name, Some);
                        State::$name(state)
                    })+
                }
            }

            fn step(
                &self,
                me: machine::NodeId,
                state: &mut State,
                event: machine::Event<Self>,
                out: &mut machine::Effects<Self>,
            ) {
                use machine::Event;
                match (self, state) {
                    $((Self::$name(machine), State::$name(state)) => {
                        let event = match event {
                            Event::Message { from, msg: Msg::$name(msg) } => Event::Message { from, msg },
                            Event::Timeout(Timer::$name(timer)) => Event::Timeout(timer),
                            Event::Command(code) => Event::Command(code),
                            Event::Chosen(pick) => Event::Chosen(pick),
                            // No other protocol is in the system.
                            _ => return,
                        };
                        let mut inner = machine::Effects::<$machine>::default();
                        machine.step(me, state, event, &mut inner);
                        inner.pass_on(out, Msg::$name, Timer::$name, Some);
                    })+
                    _ => {}
                }
            }

            fn crash(&self, state: State) -> Disk {
                match (self, state) {
                    $((Self::$name(machine), State::$name(state)) => Disk::$name(machine.crash(state)),)+
                    _ => Disk::Empty,
                }
            }
        }

        impl protocols::consensus::Consensus for Protocol {
            fn inputs(&self) -> &[protocols::consensus::Bit] {
                match self {
                    $(Self::$name(machine) => machine.inputs()),+
                }
            }

            fn decision(state: &State) -> Option<protocols::consensus::Bit> {
                match state {
                    $(State::$name(state) => <$machine>::decision(state)),+
                }
            }
        }

        /// A message in a few letters.
        impl std::fmt::Display for Msg {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$name(msg) => msg.fmt(f)),+
                }
            }
        }

        /// A process in a few words.
        impl std::fmt::Display for State {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$name(state) => state.fmt(f)),+
                }
            }
        }
    };
}
pub(crate) use one_of;
