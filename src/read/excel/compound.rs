//! The guard in front of calamine for compound files, the container of xls.
//!
//! Such a file is a little file system: a table names for each sector the one that follows it. calamine walks these
//! chains without counting, so one that bites its own tail would fill the machine's memory from a file of a few
//! kilobytes. Found by fuzzing. Layout: [MS-CFB] 2.2 to 2.4.

/// Sector numbers from here on are marks: free, the end of a chain, part of the table itself.
const MARKS: u32 = 0xFFFF_FFFA;

/// Where the header tells the length of a sector, as a power of two.
const SECTOR_SHIFT_AT: usize = 30;

/// Where the header tells the first sector of the list that goes on from it.
const LIST_START_AT: usize = 68;

/// Where the header holds the beginning of the list of the table's sectors.
const LIST_AT: usize = 76;
const HEADER: usize = 512;

/// Whether every chain of sectors comes to an end. What is no compound file at all has no chains.
pub(super) fn every_chain_ends(content: &[u8]) -> bool {
    next_sectors(content).is_none_or(|next| !has_circle(&next))
}

/// For each sector the one that follows it, or a mark. `None` where the header makes no sense or the list of the table's
/// sectors has no end.
fn next_sectors(content: &[u8]) -> Option<Vec<u32>> {
    let length: usize = match content.get(SECTOR_SHIFT_AT)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    // The header takes the place of one sector.
    let sector = |number: u32| {
        let sector = content.get((number as usize + 1).checked_mul(length)?..)?;
        Some(numbers(&sector[..length.min(sector.len())]))
    };
    let mut list: Vec<u32> = numbers(content.get(LIST_AT..HEADER)?).collect();
    let mut rest = numbers(content.get(LIST_START_AT..LIST_AT)?).next()?;
    let most = content.len() / length;
    for _ in 0..=most {
        if rest >= MARKS {
            let table = list.into_iter().filter(|number| *number < MARKS).filter_map(sector);
            return Some(table.flatten().collect());
        }
        list.extend(sector(rest)?);
        rest = list.pop()?;
    }
    None
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + use<'_> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|number| u32::from_le_bytes(*number))
}

/// Whether following the numbers from anywhere leads back to where one was.
fn has_circle(next: &[u32]) -> bool {
    // On which walk each sector was first met.
    let mut met = vec![0_u32; next.len()];
    for (walk, start) in (1..).zip(0..next.len()) {
        let mut at = start;
        while let Some(place) = met.get_mut(at) {
            if *place == walk {
                return true;
            }
            if *place != 0 {
                break;
            }
            *place = walk;
            at = next[at] as usize;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A compound file of a header, one sector of the table, and as many sectors as the table has entries.
    fn file(table: &[u32]) -> Vec<u8> {
        let mut bytes = vec![0; HEADER];
        bytes[SECTOR_SHIFT_AT] = 9;
        bytes[LIST_START_AT..LIST_AT].copy_from_slice(&[0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        bytes[LIST_AT..].fill(0xFF);
        bytes[LIST_AT..LIST_AT + 4].fill(0);
        let mut sector = table.iter().flat_map(|next| next.to_le_bytes()).collect::<Vec<_>>();
        sector.resize(512, 0xFF);
        bytes.extend(sector);
        bytes
    }

    const END: u32 = 0xFFFF_FFFE;

    #[test]
    fn chains_that_bite_their_tail_are_found() {
        for (table, ends) in [
            (&[0xFFFF_FFFD, 2, 3, END][..], true),
            (&[0xFFFF_FFFD, 3, END, END], true),
            // Two chains that meet are odd, but both end.
            (&[0xFFFF_FFFD, 3, 3, END], true),
            (&[0xFFFF_FFFD, 1], false),
            (&[0xFFFF_FFFD, 2, 3, 1], false),
            (&[0xFFFF_FFFD, 2, 3, 4, 3], false),
            (&[0xFFFF_FFFD, 999], true),
        ] {
            assert_eq!(every_chain_ends(&file(table)), ends, "{table:?}");
        }
    }

    #[test]
    fn what_is_cut_off_or_makes_no_sense_is_left_to_the_reader() {
        let whole = file(&[0xFFFF_FFFD, 1]);
        for length in [0, 8, 31, 75, 400, 512] {
            assert!(every_chain_ends(&whole[..length]), "{length} bytes");
        }
    }
}
