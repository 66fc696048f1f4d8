//! Numbers as text, written from integers: Rust's float formatting is 20 KB of page.

/// Between thousands: a thin space that never breaks a line (ISO 80000-1, 7.3.1).
pub const THIN_SPACE: char = '\u{202f}';

/// `value` with its thousands apart from 10 000 on: `9876`, `12 345`.
#[must_use]
pub fn integer(value: i64) -> String {
    fixed_of(value, 0, 0)
}

/// A number given in thousandths, rounded half away from zero to `decimals` places (at most 3).
#[must_use]
pub fn fixed(thousandths: i64, decimals: u32) -> String {
    fixed_of(thousandths, 3, decimals)
}

/// A finite number, rounded half away from zero to `decimals` places (at most 6).
///
/// What is a half but for the last bits of its representation counts as one: 12.45 is 12.5 to one
/// place.
#[must_use]
pub fn decimal(value: f64, decimals: u32) -> String {
    let scaled = value.abs() * 10_u64.pow(decimals) as f64;
    let nearest = (scaled * (1.0 + 4.0 * f64::EPSILON) + 0.5) as i64;
    fixed_of(if value < 0.0 { -nearest } else { nearest }, decimals, decimals)
}

/// A time of `us` microseconds in seconds, with `decimals` places (at most 6): `12.480`.
#[must_use]
pub fn seconds(us: u64, decimals: u32) -> String {
    fixed_of(i64::try_from(us).unwrap_or(i64::MAX), 6, decimals)
}

/// A length of time with its unit and three or so digits: `640 µs`, `38 ms`, `1.5 s`, `120 s`.
#[must_use]
pub fn duration(us: u64) -> String {
    let value = i64::try_from(us).unwrap_or(i64::MAX);
    let (from, decimals, unit) = match us {
        0 => (0, 0, " s"),
        1..1_000 => (0, 0, " µs"),
        1_000..10_000 => (3, 1, " ms"),
        10_000..999_500 => (3, 0, " ms"),
        999_500..10_000_000 => (6, 2, " s"),
        10_000_000..100_000_000 => (6, 1, " s"),
        _ => (6, 0, " s"),
    };
    let mut out = fixed_of(value, from, decimals);
    if decimals > 0 {
        trim(&mut out);
    }
    out.push_str(unit);
    out
}

/// Writes a length in pixels with at most two decimals and nothing superfluous: `-.5`, `12`, `3.25`.
pub fn push_pixels(out: &mut String, value: f32) {
    // Casting saturates, so a stray infinity is a far point and NaN is 0.
    let hundredths = (f64::from(value) * 100.0).round() as i64;
    if hundredths < 0 {
        out.push('-');
    }
    let (whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    if whole > 0 || part == 0 {
        push_digits(out, whole);
    }
    if part > 0 {
        out.push('.');
        out.push(digit(part / 10));
        if part % 10 > 0 {
            out.push(digit(part % 10));
        }
    }
}

/// `value`, a number with `from` decimals as an integer, rounded to `to` decimals and grouped.
fn fixed_of(value: i64, from: u32, to: u32) -> String {
    let to = to.min(from);
    let unit = 10_u64.pow(from - to);
    let scaled = value.unsigned_abs().saturating_add(unit / 2) / unit;
    let one = 10_u64.pow(to);
    let mut out = String::new();
    if value < 0 && scaled > 0 {
        out.push('−');
    }
    let mut whole = String::new();
    push_digits(&mut whole, scaled / one);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len() > 4 && (whole.len() - index).is_multiple_of(3) {
            out.push(THIN_SPACE);
        }
        out.push(digit);
    }
    if to > 0 {
        out.push('.');
        let mut place = one / 10;
        while place > 0 {
            out.push(digit(scaled / place % 10));
            place /= 10;
        }
    }
    out
}

/// Takes zeros after the decimal point away, and the point with them.
fn trim(out: &mut String) {
    let kept = out.trim_end_matches('0').trim_end_matches('.').len();
    out.truncate(kept);
}

fn push_digits(out: &mut String, value: u64) {
    if value >= 10 {
        push_digits(out, value / 10);
    }
    out.push(digit(value % 10));
}

fn digit(value: u64) -> char {
    char::from(b'0' + value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn integers_are_grouped_from_five_digits_on() {
        assert_eq!(integer(0), "0");
        assert_eq!(integer(9_876), "9876");
        assert_eq!(integer(12_345), "12\u{202f}345");
        assert_eq!(integer(-1_234_567), "−1\u{202f}234\u{202f}567");
        assert_eq!(
            integer(i64::MIN),
            "−9\u{202f}223\u{202f}372\u{202f}036\u{202f}854\u{202f}775\u{202f}808"
        );
    }

    #[test]
    fn decimals_are_rounded_half_away_from_zero() {
        assert_eq!(fixed(12_480, 3), "12.480");
        assert_eq!(fixed(12_450, 1), "12.5");
        assert_eq!(fixed(-12_450, 1), "−12.5");
        assert_eq!(fixed(999_950, 1), "1000.0");
        assert_eq!(fixed(-4, 2), "0.00", "no negative zero");
        assert_eq!(fixed(1_500, 9), "1.500", "never more places than are known");
    }

    #[test]
    fn a_number_is_rounded_once() {
        assert_eq!(
            [0.3497, 12.45, 0.05, -0.04].map(|value| decimal(value, 1)),
            ["0.3", "12.5", "0.1", "0.0"]
        );
        assert_eq!(
            [1e5, -2.5, 0.499_999].map(|value| decimal(value, 0)),
            ["100\u{202f}000", "−3", "0"]
        );
        assert_eq!(decimal(0.000_000_5, 6), "0.000001");
    }

    #[test]
    fn times_have_the_unit_that_suits_them() {
        assert_eq!(seconds(12_480_000, 3), "12.480");
        let said = [0, 640, 1_000, 1_250, 38_400, 999_999, 1_500_000, 12_340_000, 120_000_000]
            .map(duration);
        assert_eq!(
            said,
            ["0 s", "640 µs", "1 ms", "1.3 ms", "38 ms", "1 s", "1.5 s", "12.3 s", "120 s"]
        );
    }

    #[test]
    fn pixels_are_short() {
        let text = |value| {
            let mut out = String::new();
            push_pixels(&mut out, value);
            out
        };
        assert_eq!(
            [0.0, -0.001, 0.5, -0.05, 3.25, 100.0, 12.999].map(text),
            ["0", "0", ".5", "-.05", "3.25", "100", "13"]
        );
        assert_eq!(text(f32::NAN), "0");
    }

    proptest! {
        #[test]
        fn pixels_read_back_to_within_half_a_hundredth(value in -100_000.0_f32..100_000.0) {
            let mut out = String::new();
            push_pixels(&mut out, value);
            let back: f64 = out.parse().unwrap();
            prop_assert!((back - f64::from(value)).abs() <= 0.005 + 1e-9);
        }

        #[test]
        fn a_number_of_thousandths_reads_the_same_as_its_integer(value in -1_000_000_000_000_i64..1_000_000_000_000, decimals in 0_u32..=3) {
            prop_assert_eq!(decimal(value as f64 / 1000.0, decimals), fixed(value, decimals));
        }

        #[test]
        fn fixed_agrees_with_the_standard_library(value in -1_000_000_000_i64..1_000_000_000, decimals in 1_u32..=3) {
            let ours = fixed(value, decimals).replace(THIN_SPACE, "").replace('−', "-");
            let back: f64 = ours.parse().unwrap();
            let half_a_place = 0.5 / libm::pow(10.0, f64::from(decimals));
            prop_assert!((back - value as f64 / 1000.0).abs() <= half_a_place + 1e-9);
        }
    }
}
