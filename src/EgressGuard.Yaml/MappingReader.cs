namespace EgressGuard.Yaml;

/// <summary>The entries that a mapping ends up with: duplicates and merges executed in document order, as go-yaml v2 does it.</summary>
internal sealed class MappingReader(Document document, IssueLog issues)
{
    // Below this, comparing names beats hashing them.
    private const int HashFrom = 12;

    private readonly List<MappingEntry> _entries = [];
    private Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private int _frame;

    /// <summary>The entries of the mappings that are being written, outermost first.</summary>
    public int Count => _entries.Count;

    public MappingEntry this[int index] => _entries[index];

    /// <summary>Adds the entries of a mapping behind those of the mappings around it.</summary>
    /// <returns>Where they start; they end at <see cref="Count"/>.</returns>
    public int Push(int mapping)
    {
        _frame = _entries.Count;
        Collect(mapping, mapping, default);
        return _frame;
    }

    /// <summary>Removes the entries from a place on.</summary>
    public void Pop(int start) => _entries.RemoveRange(start, _entries.Count - start);

    /// <summary>The value of a name among the entries from a place on; -1 if there is none.</summary>
    public int Find(int start, string name)
    {
        for (var i = start; i < _entries.Count; i++)
        {
            if (_entries[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Adds the entries of a mapping, or of one merged into it. Recursive, but no deeper than the budget allows.</summary>
    private void Collect(int mapping, int target, Origin origin)
    {
        var end = document.Nodes[mapping].End;
        var merged = false;
        for (var key = mapping + 1; key < end;)
        {
            var value = document.Nodes[key].End;
            if (document.Nodes[key].IsMerge)
            {
                if (merged)
                {
                    issues.Report(ManifestIssueKind.DuplicateKey, ref document.Nodes[key], null, $"the mapping has more than one '<<' and kubectl lets the last one win; merge a list of mappings instead");
                }

                merged = true;
                Merge(value, target, origin);
            }
            else
            {
                Add(new MappingEntry(MappingKey.Name(document, key), key, value, mapping, origin), target);
            }

            key = document.Nodes[value].End;
        }
    }

    private void Merge(int value, int target, Origin origin)
    {
        // A list must be spelled out here: go-yaml does not follow an alias to a list.
        if (document.Nodes[value].Kind != NodeKind.Sequence)
        {
            MergeOne(value, target, origin);
            return;
        }

        // The first mapping of the list wins, so it is merged last.
        var items = new Stack<int>();
        for (var item = value + 1; item < document.Nodes[value].End; item = document.Nodes[item].End)
        {
            items.Push(item);
        }

        foreach (var item in items)
        {
            MergeOne(item, target, origin);
        }
    }

    private void MergeOne(int value, int target, Origin origin)
    {
        var mapping = document.Nodes.Resolve(value);
        if (document.Nodes[mapping].Kind != NodeKind.Mapping)
        {
            throw document.Fail(document.Nodes[value], $"'<<' merges a mapping or a list of mappings, nothing else; write the entries out");
        }

        Collect(mapping, target, origin.Through(document.Nodes, value));
    }

    private void Add(in MappingEntry entry, int target)
    {
        var known = Known(entry.Name);
        if (known < 0)
        {
            _entries.Add(entry);
            if (_entries.Count - _frame > HashFrom)
            {
                _index.Add(entry.Name, _entries.Count - 1);
            }

            return;
        }

        Compare(_entries[known], entry, target);
        _entries[known] = entry;
    }

    private int Known(string name)
    {
        var count = _entries.Count - _frame;
        if (count < HashFrom)
        {
            return Find(_frame, name);
        }

        if (count == HashFrom)
        {
            // A large table is not worth clearing for the small mappings that follow.
            _index = _index.Count > 1024 ? new(StringComparer.Ordinal) : _index;
            _index.Clear();
            for (var i = _frame; i < _entries.Count; i++)
            {
                _index.Add(_entries[i].Name, i);
            }
        }

        return _index.GetValueOrDefault(name, -1);
    }

    private void Compare(in MappingEntry known, in MappingEntry entry, int target)
    {
        ref var key = ref document.Nodes[document.Nodes.Resolve(entry.Key)];
        if (!MappingKey.AreSame(document.Nodes[document.Nodes.Resolve(known.Key)], key))
        {
            throw document.Fail(document.Nodes[entry.Key], $"the key '{Excerpt.Of(entry.Name)}' is written in two ways that become one name, and kubectl picks one at random; remove one");
        }

        if (known.Owner == entry.Owner)
        {
            if (known.Key != entry.Key)
            {
                issues.Report(ManifestIssueKind.DuplicateKey, ref document.Nodes[entry.Key], entry.Name, $"the key '{Excerpt.Of(entry.Name)}' is already set on line {document.Nodes[known.Key].Line} and kubectl keeps this last value; remove one");
            }
        }
        else if (known.Owner == target)
        {
            issues.Report(ManifestIssueKind.MergeOverridesExplicitKey, ref document.Nodes[known.Key], entry.Name, $"the '<<' below this key replaces its value, because kubectl merges in document order; move '<<' to the top of the mapping");
        }
    }
}
