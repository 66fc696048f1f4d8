//! Sorts of little code.

/// Sorts by a key, keeping the order of equals, in place, by insertion.
///
/// For the short or nearly sorted lists of a page: std's sorts bring about 5 KB of code for every
/// type of element, this one a hundred bytes.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && key(&list[at]) < key(&list[at - 1]) {
            list.swap(at, at - 1);
            at -= 1;
        }
    }
}

/// Sorts by a key, in any order among equals, in place, by a heap: for lists that may be long.
pub fn heap_sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    let len = list.len();
    // First the list becomes a heap, from its last parent up; then its greatest goes to the end.
    for step in (0..len + len / 2).rev() {
        let (mut parent, end) = if step < len {
            list.swap(0, step);
            (0, step)
        } else {
            (step - len, len)
        };
        while let child = 2 * parent + 1
            && child < end
        {
            let right = child + 1;
            let greater = right < end && key(&list[child]) < key(&list[right]);
            let child = if greater { right } else { child };
            if key(&list[child]) <= key(&list[parent]) {
                break;
            }
            list.swap(parent, child);
            parent = child;
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn equals_keep_their_order() {
        let mut list = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        super::sort_by_key(&mut list, |(key, _)| *key);
        assert_eq!(list, [(1, 'b'), (1, 'e'), (2, 'd'), (3, 'a'), (3, 'c')]);
    }

    #[test]
    fn a_heap_sorts_any_length() {
        for length in 0..40u32 {
            let mut list: Vec<u32> = (0..length).map(|at| at * 7919 % 31).collect();
            let mut sorted = list.clone();
            sorted.sort_unstable();
            super::heap_sort_by_key(&mut list, |&number| number);
            assert_eq!(list, sorted);
        }
    }
}
