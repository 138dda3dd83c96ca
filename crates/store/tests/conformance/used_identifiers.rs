//! Names that were ever used.

use gantry_core::user::Subject;
use gantry_store::used_identifiers;

use crate::builders::{NOW, digest};
use crate::support::{TestStore, written};

#[tokio::test]
async fn a_name_belongs_to_the_first_subject_until_it_is_released() {
    let store = TestStore::open().await;
    let name = digest("alice");
    let (first, other): (Subject, Subject) = ("one".parse().unwrap(), "two".parse().unwrap());

    let taken =
        written!(store, [name, first], tx => used_identifiers::claim(tx, *name, first, NOW));
    let again =
        written!(store, [name, first], tx => used_identifiers::claim(tx, *name, first, NOW));
    let stolen =
        written!(store, [name, other], tx => used_identifiers::claim(tx, *name, other, NOW));
    let released = written!(store, [name], tx => used_identifiers::release(tx, *name));
    let twice = written!(store, [name], tx => used_identifiers::release(tx, *name));
    let given =
        written!(store, [name, other], tx => used_identifiers::claim(tx, *name, other, NOW));

    assert_eq!((taken, again, stolen), (true, true, false));
    assert_eq!((released, twice, given), (true, false, true));
}
