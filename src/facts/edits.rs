//! How many keystrokes lie between two words: `strsim`'s count with an end to it. Of the millions of pairs that matching looks
//! at most are far apart, and the library counts to the end and allocates for each.

/// Words longer than this are compared up to here.
const LONGEST: usize = 40;

/// The number of letters inserted, left out, replaced, or swapped with their neighbour; anything above `most` when it is
/// more than that.
pub fn edits<T: PartialEq>(one: &[T], other: &[T], most: usize) -> usize {
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let prefix = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[prefix..], &other[prefix..]);
    let suffix = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[..one.len() - suffix], &other[..other.len() - suffix]);
    if one.is_empty() || other.is_empty() {
        return one.len().max(other.len());
    }
    if one.len() > LONGEST || other.len() > LONGEST {
        return most + 1;
    }
    let mut rows = [[0_usize; LONGEST + 1]; 3];
    for (place, cost) in rows[0].iter_mut().enumerate() {
        *cost = place;
    }
    for (i, a) in one.iter().enumerate() {
        let (this, last, before) = ((i + 1) % 3, i % 3, (i + 2) % 3);
        rows[this][0] = i + 1;
        let mut best = i + 1;
        for (j, b) in other.iter().enumerate() {
            let mut cost = (rows[last][j] + usize::from(a != b)).min(rows[last][j + 1] + 1).min(rows[this][j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                cost = cost.min(rows[before][j - 1] + 1);
            }
            rows[this][j + 1] = cost;
            best = best.min(cost);
        }
        if best > most {
            return most + 1;
        }
    }
    rows[one.len() % 3][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keystrokes_are_counted() {
        for (one, other, count) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "acb", 1),
            ("abc", "abcd", 1),
            ("abc", "axc", 1),
            ("abcdef", "badcef", 2),
            ("meridian", "meridion", 1),
            ("abc", "xyz", 3),
        ] {
            assert_eq!(edits(one.as_bytes(), other.as_bytes(), 3), count, "{one} {other}");
            assert_eq!(edits(other.as_bytes(), one.as_bytes(), 3), count, "{other} {one}");
            assert_eq!(strsim::osa_distance(one, other), count, "{one} {other}");
        }
        assert!(edits(b"abcdef", b"uvwxyz", 2) > 2);
    }
}
