//! The declaring macros. They only glue: what they glue are ordinary functions over `&[Spec]`.

/// Declares a struct of parameters.
///
/// ```
/// use params::{choice, ms, params, percent, secs};
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
/// assert_eq!((store.replicas, store.loss, issues.len()), (5, 5_000, 0));
/// ```
///
/// A line reads: id, field, kind, default, then options in any order, each a method of
/// [`Spec`](crate::Spec): `in RANGE`, `link MAX`, `step STEP`, `log`, `label TEXT`, `more`,
/// `when (ID, VALUE)`. The kinds are those of [`Kind`](crate::Kind); the field is a `u64`, a `bool`
/// for `Switch`, the enum for `Choice`. [`check`](crate::check) refuses mistakes at compile time.
#[macro_export]
macro_rules! params {
    (@type Switch) => { bool };
    (@type Choice $options:ident) => { $options };
    (@type $kind:ident $($unit:literal)?) => { u64 };

    (@kind Choice $options:ident) => { $crate::Kind::Choice($options::OPTIONS) };
    (@kind $kind:ident $unit:literal) => { $crate::Kind::$kind { unit: $unit } };
    (@kind $kind:ident) => { $crate::Kind::$kind };

    (@option $spec:ident in $range:expr) => { $spec.range($range) };
    (@option $spec:ident $option:ident $($value:expr)?) => { $spec.$option($($value)?) };

    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $doc:literal])*
                $id:literal $field:ident: $kind:ident $(($of:tt))? = $default:expr
                $(, $option:ident $($value:expr)?)*;
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
                Self { $( $field: $default, )* }
            }
        }

        const _: () = $crate::check($name::SPECS);

        #[allow(dead_code, reason = "not every user needs every way to its parameters")]
        impl $name {
            /// What is known of each parameter, in declaration order.
            pub const SPECS: &'static [$crate::Spec] = &[$({
                let kind = $crate::params!(@kind $kind $($of)?);
                let spec = $crate::Spec::new($id, concat!($($doc),*), kind, $default as u64);
                let spec = spec.label(stringify!($field));
                $( let spec = $crate::params!(@option spec $option $($value)?); )*
                spec
            }),*];

            /// The value of parameter number `index`; 0 past the last.
            #[must_use]
            pub fn get(&self, index: usize) -> u64 {
                let fields: &[&dyn $crate::Field] = &[$(&self.$field),*];
                fields.get(index).map_or(0, |field| field.get())
            }

            /// Sets parameter number `index` to the allowed value nearest to `value`.
            pub fn set(&mut self, index: usize, value: u64) {
                let fields: &mut [&mut dyn $crate::Field] = &mut [$(&mut self.$field),*];
                if let (Some(field), Some(spec)) = (fields.get_mut(index), Self::SPECS.get(index)) {
                    field.set(spec.clamp(value));
                }
            }
        }

        impl $crate::Declared for $name {
            const SPECS: &'static [$crate::Spec] = $name::SPECS;

            fn get(&self, index: usize) -> u64 {
                $name::get(self, index)
            }

            fn set(&mut self, index: usize, value: u64) {
                $name::set(self, index, value);
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
        }

        impl $crate::Field for $name {
            fn get(&self) -> u64 {
                *self as u64
            }

            fn set(&mut self, value: u64) {
                if let Some(found) = usize::try_from(value).ok().and_then(|at| Self::ALL.get(at)) {
                    *self = *found;
                }
            }
        }
    };
}

/// What a field of a [`params!`](crate::params!) struct can be.
pub trait Field {
    /// Its value, in the unit of its kind.
    fn get(&self) -> u64;
    /// Takes a value that its spec allows.
    fn set(&mut self, value: u64);
}

impl Field for u64 {
    fn get(&self) -> u64 {
        *self
    }

    fn set(&mut self, value: u64) {
        *self = value;
    }
}

impl Field for bool {
    fn get(&self) -> u64 {
        u64::from(*self)
    }

    fn set(&mut self, value: u64) {
        *self = value != 0;
    }
}

/// A struct that [`params!`](crate::params!) declared.
pub trait Declared: Clone + Default + PartialEq {
    /// What is known of each parameter, in declaration order.
    const SPECS: &'static [crate::Spec];
    /// The value of parameter number `index`; 0 past the last.
    fn get(&self, index: usize) -> u64;
    /// Sets parameter number `index` to the allowed value nearest to `value`.
    fn set(&mut self, index: usize, value: u64);

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
