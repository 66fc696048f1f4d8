//! The declaring macros. They only glue: what they glue are ordinary functions over `&[Spec]`.

/// Declares a struct of parameters.
///
/// ```
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// # pub struct Time(u64);
/// # impl From<u64> for Time { fn from(us: u64) -> Self { Self(us) } }
/// # impl From<Time> for u64 { fn from(time: Time) -> Self { time.0 } }
/// # type Ratio = Time;
/// use params::{Declared, choice, ms, params, percent, secs};
///
/// choice! {
///     /// What the store gives up in a partition.
///     pub enum Mode {
///         /// The minority refuses.
///         Cp "cp" => "consistent (CP)",
///         /// Both sides answer.
///         Ap "ap" => "available (AP)",
///     }
/// }
///
/// params! {
///     /// A replicated store.
///     pub struct Store {
///         /// What is given up in a partition. [Gilbert 2002, theorem 1]
///         "mode" mode: Choice(Mode) = Mode::Cp;
///         /// Servers in the cluster. [Ongaro 2014, sec. 5.1]
///         "n" replicas: Count("servers") = 5, in 3..=9, link 101, step 2;
///         /// One-way latency of every link.
///         "lat" latency: Duration = ms(20), in ms(1)..=secs(2), log;
///         /// Messages lost on every link.
///         "loss" loss: Share = percent(2), in 0..=percent(50), label "message loss", more;
///         /// Sends a dead replica's writes to another. [DeCandia 2007, sec. 4.6]
///         "hints" hints: Switch = true, label "hinted handoff", when ("mode", "ap");
///     }
/// }
///
/// let (store, issues) = Store::from_pairs(&[("loss".into(), "0.5%".into())]);
/// assert_eq!((store.replicas, u64::from(store.loss), issues.len()), (5, 5_000, 0));
/// ```
///
/// A line reads: id, field, kind, default, then options in any order, each a method of
/// [`Spec`](crate::Spec): `in RANGE`, `link MAX`, `step STEP`, `log`, `label TEXT`, `more`,
/// `when (ID, VALUE)`, `group TEXT`. [`check`](crate::check) refuses mistakes at compile time.
///
/// The kinds are those of [`Kind`](crate::Kind). A field is a `u64`, a `bool` for `Switch`, the
/// enum for `Choice`; for `Duration` and `Share` it is the `Time` and the `Ratio` in scope, which
/// convert from and into a `u64` of microseconds and of parts per million.
///
/// # Groups
///
/// Parameters that several structs share are declared once, as a struct of their own, and embedded
/// with `field: Group(Struct)`. In braces stand the lines that differ here: another default,
/// another range, another label, or `hide` for what is not offered and keeps its value. Options
/// after the braces hold for all lines. Ids are flat: a link has `lat=5ms`.
///
/// ```
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// # pub struct Time(u64);
/// # impl From<u64> for Time { fn from(us: u64) -> Self { Self(us) } }
/// # impl From<Time> for u64 { fn from(time: Time) -> Self { time.0 } }
/// # type Ratio = Time;
/// use params::{Declared, ms, params, percent, secs};
///
/// params! {
///     /// How messages travel.
///     pub struct Network {
///         /// One-way latency of every link.
///         "lat" latency: Duration = ms(20), in ms(1)..=secs(2), log;
///         /// Messages lost on every link.
///         "loss" loss: Share = 0, in 0..=percent(50);
///         /// Messages that arrive twice.
///         "dup" duplication: Share = 0, in 0..=percent(50);
///     }
/// }
///
/// params! {
///     /// Servers that elect a leader.
///     pub struct Election {
///         /// Servers in the cluster.
///         "n" servers: Count("servers") = 5, in 3..=9;
///         /// The links between them.
///         network: Group(Network) {
///             "lat" = ms(5), in ms(1)..=ms(100);
///             "dup", hide;
///         };
///     }
/// }
///
/// let (election, issues) = Election::from_pairs(&[("loss".into(), "2%".into())]);
/// assert_eq!((election.network.latency, election.network.loss), (Time(5_000), Time(20_000)));
/// assert_eq!((issues.len(), Election::SPECS.len()), (0, 3));
/// assert_eq!((Election::SPECS[0].group, Election::SPECS[1].group), ("", "Network"));
/// ```
#[macro_export]
macro_rules! params {
    (@type Switch) => { bool };
    (@type Duration) => { Time };
    (@type Share) => { Ratio };
    (@type Choice $options:ident) => { $options };
    (@type Group $group:ident) => { $group };
    (@type $kind:ident $($unit:literal)?) => { u64 };

    (@kind Choice $options:ident) => { $crate::Kind::Choice($options::OPTIONS) };
    (@kind $kind:ident $unit:literal) => { $crate::Kind::$kind { unit: $unit } };
    (@kind $kind:ident) => { $crate::Kind::$kind };

    (@option $spec:ident in $range:expr) => { $spec.range($range) };
    (@option $spec:ident $option:ident $($value:expr)?) => { $spec.$option($($value)?) };

    (@default Group ($group:ident) { $({ $id:literal $(= $default:expr)? })* } ()) => {{
        #[allow(unused_mut, reason = "a group may be taken as it is")]
        let mut group = $group::default();
        $($(
            $crate::Declared::put(&mut group, const { $crate::place($group::SPECS, $id) }, $default as u64);
        )?)*
        group
    }};
    (@default Duration () {} ($default:expr)) => { Time::from($default) };
    (@default Share () {} ($default:expr)) => { Ratio::from($default) };
    (@default $kind:ident ($($of:tt)?) {} ($default:expr)) => { $default };

    (@value Choice $field:expr) => { $field as u64 };
    (@value $kind:ident $field:expr) => { u64::from($field) };

    (@from Switch () $value:ident) => { $value != 0 };
    (@from Duration () $value:ident) => { Time::from($value) };
    (@from Share () $value:ident) => { Ratio::from($value) };
    (@from Choice ($options:ident) $value:ident) => { $options::nearest($value) };
    (@from $kind:ident ($($unit:literal)?) $value:ident) => { $value };

    // The specs of one line, which are one or those of a group.
    (
        @specs Group ($group:ident)
        { $({ $id:literal $(= $default:expr)? $(, $to:ident $($what:expr)?)* })* }
        [$($doc:literal)*] () $field:ident () $(, $option:ident $($value:expr)?)*
    ) => {{
        const SPECS: [$crate::Spec; $group::SPECS.len()] = {
            let mut specs = $crate::grouped($group::SPECS, stringify!($group));
            let mut at = 0;
            while at < specs.len() {
                let spec = specs[at];
                $( let spec = $crate::params!(@option spec $option $($value)?); )*
                specs[at] = spec;
                at += 1;
            }
            $(
                let at = $crate::place(&specs, $id);
                let spec = specs[at];
                $( let spec = spec.preset($default as u64); )?
                $( let spec = $crate::params!(@option spec $to $($what)?); )*
                specs[at] = spec;
            )*
            specs
        };
        &SPECS
    }};
    (
        @specs $kind:ident ($($of:tt)?) {}
        [$($doc:literal)*] ($id:literal) $field:ident ($default:expr)
        $(, $option:ident $($value:expr)?)*
    ) => {
        &[{
            let kind = $crate::params!(@kind $kind $($of)?);
            let spec = $crate::Spec::new($id, concat!($($doc),*), kind, $default as u64);
            let spec = spec.label(stringify!($field));
            $( let spec = $crate::params!(@option spec $option $($value)?); )*
            spec
        }]
    };

    // Reads or writes number `at` of one line, or passes over the line.
    (@read $this:ident $at:ident $field:ident Group $group:ident) => {
        if $at < $group::SPECS.len() {
            return $this.$field.get($at);
        }
        $at -= $group::SPECS.len();
    };
    (@read $this:ident $at:ident $field:ident $kind:ident $($of:tt)?) => {
        if $at == 0 {
            return $crate::params!(@value $kind $this.$field);
        }
        $at -= 1;
    };
    (@write $this:ident $at:ident $value:ident $field:ident Group $group:ident) => {
        if $at < $group::SPECS.len() {
            return $crate::Declared::put(&mut $this.$field, $at, $value);
        }
        $at -= $group::SPECS.len();
    };
    (@write $this:ident $at:ident $value:ident $field:ident $kind:ident $($of:tt)?) => {
        if $at == 0 {
            $this.$field = $crate::params!(@from $kind ($($of)?) $value);
            return;
        }
        $at -= 1;
    };

    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                $($id:literal)? $field:ident: $kind:ident $(($of:tt))?
                $({ $( $other:literal $(= $otherwise:expr)? $(, $to:ident $($what:expr)?)*; )* })?
                $(= $default:expr)? $(, $option:ident $($value:expr)?)*;
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis struct $name {
            $( $(#[doc = $doc])* pub $field: $crate::params!(@type $kind $($of)?), )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $(
                    $field: $crate::params!(
                        @default $kind ($($of)?) { $($({ $other $(= $otherwise)? })*)? } ($($default)?)
                    ),
                )* }
            }
        }

        const _: () = $crate::check($name::SPECS);

        #[allow(dead_code, reason = "not every user needs every way to its parameters")]
        impl $name {
            const LINES: &'static [&'static [$crate::Spec]] = &[$(
                $crate::params!(
                    @specs $kind ($($of)?)
                    { $($({ $other $(= $otherwise)? $(, $to $($what)?)* })*)? }
                    [$($doc)*] ($($id)?) $field ($($default)?) $(, $option $($value)?)*
                )
            ),*];

            /// What is known of each parameter, in declaration order.
            pub const SPECS: &'static [$crate::Spec] = {
                const SPECS: [$crate::Spec; $crate::shown($name::LINES)] =
                    $crate::join($name::LINES);
                &SPECS
            };

            /// The value of parameter number `index`; 0 past the last.
            #[must_use]
            pub fn get(&self, index: usize) -> u64 {
                $crate::Declared::get(self, index)
            }

            /// Sets parameter number `index` to the allowed value nearest to `value`.
            pub fn set(&mut self, index: usize, value: u64) {
                $crate::Declared::set(self, index, value);
            }
        }

        impl $crate::Declared for $name {
            const SPECS: &'static [$crate::Spec] = $name::SPECS;
            const PLACES: &'static [usize] = {
                const PLACES: [usize; $crate::shown($name::LINES)] = $crate::places($name::LINES);
                &PLACES
            };

            #[allow(unused_assignments, reason = "nothing comes after the last line")]
            fn read(&self, mut at: usize) -> u64 {
                $( $crate::params!(@read self at $field $kind $($of)?); )*
                0
            }

            #[allow(unused_assignments, reason = "nothing comes after the last line")]
            fn write(&mut self, mut at: usize, value: u64) {
                $( $crate::params!(@write self at value $field $kind $($of)?); )*
            }
        }
    };
}

/// Declares an enum that a parameter of kind `Choice` ranges over: variant, id, label.
///
/// See [`params!`](crate::params!) for an example. Give at least one option; its doc comment is
/// its help.
#[macro_export]
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[doc = $doc:literal])* $variant:ident $id:literal => $label:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $( $(#[doc = $doc])* $variant, )+
        }

        const _: () = $crate::check_options($name::OPTIONS);

        #[allow(dead_code, reason = "not every user needs every way to its options")]
        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// What is known of each.
            pub const OPTIONS: &'static [$crate::Opt] = &[$($crate::Opt {
                id: $id,
                label: $label,
                help: concat!($($doc),*).trim_ascii(),
            }),+];

            /// As in a link.
            #[must_use]
            pub const fn id(self) -> &'static str {
                Self::OPTIONS[self as usize].id
            }

            /// For people.
            #[must_use]
            pub const fn label(self) -> &'static str {
                Self::OPTIONS[self as usize].label
            }

            /// The option number `index`, the last past it.
            #[must_use]
            pub fn nearest(index: u64) -> Self {
                let last = Self::ALL.len() - 1;
                Self::ALL[usize::try_from(index).map_or(last, |index| index.min(last))]
            }
        }
    };
}

/// A struct that [`params!`](crate::params!) declared.
pub trait Declared: Clone + Default + PartialEq {
    /// What is known of each parameter, in declaration order.
    const SPECS: &'static [crate::Spec];
    /// Where the value of each stands among those of all lines, hidden ones included.
    #[doc(hidden)]
    const PLACES: &'static [usize];

    /// The value at a place; 0 past the last.
    #[doc(hidden)]
    fn read(&self, place: usize) -> u64;
    /// Puts a value, which its spec allows, at a place.
    #[doc(hidden)]
    fn write(&mut self, place: usize, value: u64);

    /// Sets parameter number `index` to a value that the struct around this one allows.
    #[doc(hidden)]
    fn put(&mut self, index: usize, value: u64) {
        if let Some(&place) = Self::PLACES.get(index) {
            self.write(place, value);
        }
    }

    /// The value of parameter number `index`; 0 past the last.
    fn get(&self, index: usize) -> u64 {
        Self::PLACES.get(index).map_or(0, |&place| self.read(place))
    }

    /// Sets parameter number `index` to the allowed value nearest to `value`.
    fn set(&mut self, index: usize, value: u64) {
        if let Some(spec) = Self::SPECS.get(index) {
            self.put(index, spec.clamp(value));
        }
    }

    /// The defaults changed as the pairs of a link say, and what could not be taken as it stood.
    #[must_use]
    fn from_pairs(pairs: &[(String, String)]) -> (Self, Vec<crate::Issue>) {
        let (values, issues) = crate::from_pairs(Self::SPECS, pairs);
        let mut this = Self::default();
        for (index, value) in values.into_iter().enumerate() {
            this.set(index, value);
        }
        (this, issues)
    }

    /// The pairs of a link: what differs from the defaults, in declaration order.
    #[must_use]
    fn to_pairs(&self) -> Vec<(String, String)> {
        crate::to_pairs(Self::SPECS, &|index| self.get(index))
    }

    /// The pairs in which `self` differs from `before`, as a link's query.
    #[must_use]
    fn change_from(&self, before: &Self) -> String {
        let changed = (0..Self::SPECS.len()).filter(|at| self.get(*at) != before.get(*at));
        let pair = |at: usize| {
            let spec = &Self::SPECS[at];
            (spec.id.to_owned(), spec.text(self.get(at)))
        };
        crate::Link { pairs: changed.map(pair).collect(), ..crate::Link::default() }.query()
    }

    /// Sets the parameter `id` to what was typed, or to the allowed value nearest to it.
    ///
    /// # Errors
    /// Which other value was taken, or why nothing was changed.
    fn set_text(&mut self, id: &str, text: &str) -> Result<(), crate::Issue> {
        let index = crate::find(Self::SPECS, id)?;
        let (value, issue) = Self::SPECS[index].parse(text, self.get(index));
        self.set(index, value);
        issue.map_or(Ok(()), Err)
    }

    /// The value of the parameter `id`, written as in a link.
    #[must_use]
    fn text(&self, id: &str) -> Option<String> {
        let index = crate::find(Self::SPECS, id).ok()?;
        Some(Self::SPECS[index].text(self.get(index)))
    }
}
