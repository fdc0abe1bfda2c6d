// Reads a log that was exported (checkpoint and tiles) with the Go team's own packages, and proves every leaf of it.
//
//	go run judge_log.go FOLDER KEY
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Tiles in a folder, named as C2SP names them: without the height that Go's own paths have.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func main() {
	tiles := folder(os.Args[1])
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	signed, err := os.ReadFile(filepath.Join(string(tiles), "checkpoint"))
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	must(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	reader := tlog.TileHashReader(tree, tiles)
	found, err := tlog.TreeHash(size, reader)
	must(err)
	if found != tree.Hash {
		must(fmt.Errorf("root %v, expected %v", found, tree.Hash))
	}
	for leaf := int64(0); leaf < size; leaf++ {
		hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, leaf)})
		must(err)
		proof, err := tlog.ProveRecord(size, leaf, reader)
		must(err)
		must(tlog.CheckRecord(proof, size, tree.Hash, leaf, hashes[0]))
	}
	fmt.Println("proved", size, lines[0])
}
