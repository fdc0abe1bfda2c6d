//! A tree that grows by batches is the one that other implementations make; what is signed is what is read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::collections::BTreeMap;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proof::{
    Checkpoint, Hash, Key, NotOpened, Signer, TILE, Tile, TileId, Tree, check_inclusion, leaf, open, prove_inclusion,
};
use proptest::prelude::*;

const SALT: [u8; 16] = [7; 16];

fn bytes(number: u64) -> Vec<u8> {
    format!("event {number}").into_bytes()
}

fn leaf_of(number: u64) -> Hash {
    leaf(&SALT, &bytes(number))
}

/// A tree of `size` leaves, grown in such batches, and every tile of it.
fn grown(size: u64, batch: u64) -> (Tree, BTreeMap<TileId, Tile>) {
    let (mut tree, mut tiles) = (Tree::default(), BTreeMap::new());
    let mut at = 0;
    while at < size {
        let until = (at + batch).min(size);
        for tile in tree.append((at..until).map(leaf_of)) {
            tiles.insert(tile.id, tile);
        }
        at = until;
    }
    (tree, tiles)
}

fn all(tiles: &BTreeMap<TileId, Tile>) -> Vec<Tile> {
    tiles.values().cloned().collect()
}

/// The root that another implementation finds.
fn judged(size: u64) -> Hash {
    let mut tree = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
    for number in 0..size {
        tree.push([SALT.to_vec(), bytes(number)].concat());
    }
    Hash(tree.root().as_bytes().as_slice().try_into().unwrap())
}

#[test]
fn the_root_is_that_of_another_implementation_at_every_size_around_a_full_tile() {
    for size in (0..20).chain(250..262).chain([511, 512, 513, 1_000]) {
        for batch in [1, 3, 256, 1_000] {
            assert_eq!(grown(size, batch).0.root(), judged(size), "{size} by {batch}");
        }
    }
    let large = 256 * 256 + 300;
    assert_eq!(grown(large, 1_000).0.root(), judged(large));
}

#[test]
fn a_tree_goes_on_from_the_tiles_of_its_edge_alone() {
    for size in [1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000] {
        let (tree, tiles) = grown(size, 777);
        let edge: Vec<Tile> = Tree::edge_of(size).map(|(id, _)| tiles[&id].clone()).collect();
        let mut again = Tree::at(size, &edge).unwrap();
        assert_eq!((again.root(), again.size()), (tree.root(), size));
        again.append((size..size + 300).map(leaf_of));
        assert_eq!(again.root(), grown(size + 300, 5_000).0.root(), "{size}");
        // The head of an earlier size is in the tiles that have grown since.
        let (_, later) = grown(size + 100, 64);
        assert_eq!(Tree::at(size, &all(&later)).unwrap().root(), tree.root(), "{size}");
    }
}

#[test]
fn tiles_that_are_not_the_edge_are_refused_with_what_is_missing() {
    let (_, tiles) = grown(300, 300);
    let fault = Tree::at(310, &all(&tiles)).unwrap_err();
    assert_eq!((fault.level, fault.expected, fault.found), (0, 54, 44));
    let fault = Tree::at(300, &[]).unwrap_err();
    assert_eq!((fault.level, fault.expected, fault.found), (0, 44, 0));
    assert_eq!(Tree::at(0, &[]).unwrap().root(), Hash::EMPTY);
}

#[test]
fn a_tile_has_the_path_of_the_standard_and_its_bytes_are_its_hashes() {
    let tile = |level, index, hashes| Tile { id: TileId { level, index }, hashes: vec![Hash([9; 32]); hashes] };
    for (tile, path) in [
        (tile(0, 0, TILE), "tile/0/000"),
        (tile(0, 999, 1), "tile/0/999.p/1"),
        (tile(1, 1_234_067, TILE), "tile/1/x001/x234/067"),
        (tile(2, 1_000, 255), "tile/2/x001/000.p/255"),
    ] {
        assert_eq!(tile.to_string(), path);
        assert_eq!(Tile::hashes(&tile.bytes()).unwrap(), tile.hashes);
    }
    for wrong in [vec![], vec![0; 31], vec![0; 33], vec![0; 32 * 257]] {
        assert!(Tile::hashes(&wrong).is_none(), "{}", wrong.len());
    }
}

#[test]
fn a_leaf_is_proved_to_stand_where_it_stands_and_nowhere_else() {
    for size in [1, 2, 7, 256, 300, 70_000] {
        let (tree, tiles) = grown(size, 1_000);
        let (head, tiles) = ((size, tree.root()), all(&tiles));
        for index in [0, size / 3, size - 1] {
            let proof = prove_inclusion(head, index, &tiles[..]).unwrap();
            check_inclusion(&proof, head, (index, leaf_of(index))).unwrap();
            assert!(check_inclusion(&proof, head, (index, leaf_of(index + 1))).is_err());
            let beside = if index > 0 { index - 1 } else { index + 1 };
            assert!(check_inclusion(&proof, head, (beside, leaf_of(index))).is_err(), "{beside} of {size}");
            assert!(check_inclusion(&proof, (size, leaf_of(size)), (index, leaf_of(index))).is_err(), "another root");
        }
        assert!(prove_inclusion(head, size, &tiles[..]).is_err(), "no such leaf");
    }
    let (tree, tiles) = grown(300, 300);
    let mut tiles = all(&tiles);
    tiles[0].hashes[5] = Hash([0; 32]);
    assert!(prove_inclusion((300, tree.root()), 4, &tiles[..]).is_err(), "tiles of another tree");
}

fn signer(name: &str, secret: u8) -> Signer {
    Signer::new(name, &[secret; 32]).unwrap()
}

#[test]
fn a_note_is_opened_by_its_key_alone() {
    let (ours, other) = (signer("mamori.example/log", 1), signer("mamori.example/log", 2));
    let head = Checkpoint { origin: "mamori.example/log".into(), size: 3, root: leaf_of(1), more: vec!["said".into()] };
    let text = head.text().unwrap();
    let note = ours.sign(&text).unwrap();
    let known = Key::read(&ours.key().to_string()).unwrap();
    assert_eq!(open(&note, std::slice::from_ref(&known)).unwrap(), text);
    assert_eq!(Checkpoint::read(&text).unwrap(), head);
    assert_eq!(open(&note, &[other.key().clone()]), Err(NotOpened::Unknown));
    let changed = note.replace("\n3\n", "\n4\n");
    assert_eq!(open(&changed, &[known]), Err(NotOpened::Wrong("mamori.example/log".into())));
    assert_eq!(open("no note", &[]), Err(NotOpened::Form));
    for name in ["", "a b", "a+b"] {
        assert!(Signer::new(name, &[1; 32]).is_err(), "{name}");
    }
    assert!(!format!("{ours:?}").contains("PRIVATE"));
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let root = leaf_of(1);
    for text in [
        String::new(),
        format!("origin\n3\n{root}"),
        format!("\n3\n{root}\n"),
        format!("origin\n03\n{root}\n"),
        format!("origin\n-3\n{root}\n"),
        "origin\n3\nAAAA\n".to_owned(),
        format!("origin\n3\n{root}\n\nmore\n"),
    ] {
        assert!(Checkpoint::read(&text).is_err(), "{text:?}");
    }
    let two_lines = Checkpoint { origin: "a\nb".into(), size: 0, root, more: vec![] };
    assert!(two_lines.text().is_err());
}

proptest! {
    #[test]
    fn however_it_is_batched_the_tree_is_the_same(sizes in proptest::collection::vec(0_u64..400, 1..6)) {
        let mut tree = Tree::default();
        let mut at = 0;
        for size in &sizes {
            tree.append((at..at + size).map(leaf_of));
            at += size;
        }
        prop_assert_eq!(tree, grown(at, 1_000).0);
    }
}
