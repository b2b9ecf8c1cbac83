namespace EgressGuard.Yaml;

/// <summary>What a document grows to when its aliases are written out, counted without writing them out.</summary>
/// <remarks>go-yaml v2 counts what it decodes and refuses a document when too much of that comes from aliases. This counts the
/// same steps in the same order, adding an alias's whole content at once: within one expansion the share only rises, so the
/// check behind it is as strict as a check at every step.</remarks>
internal sealed class ExpansionBudget
{
    // go-yaml v2: below 400,000 decode steps 99% may come from aliases, from 4,000,000 on 10%, linear in between.
    private const double LowSteps = 400_000;
    private const double HighSteps = 4_000_000;

    private readonly Document _document;
    private readonly long[] _sizes;
    private readonly int[] _depths;
    private long _steps;
    private long _aliasSteps;

    private ExpansionBudget(Document document)
    {
        _document = document;
        _sizes = new long[document.Nodes.Count];
        _depths = new int[document.Nodes.Count];
    }

    /// <summary>Refuses a document that grows beyond its limits, or contains itself.</summary>
    /// <exception cref="ManifestException">It does.</exception>
    public static void Check(Document document)
    {
        // Without aliases the reader has counted already.
        if (document.Nodes.HasAliases)
        {
            new ExpansionBudget(document).Walk(0, 0);
        }
    }

    /// <summary>Measures a node. Recursive, but no deeper than the text was nested, which the reader has limited.</summary>
    private void Walk(int index, int level)
    {
        ref var node = ref _document.Nodes[index];
        _steps++;
        _sizes[index] = 1;
        if (node.Kind == NodeKind.Alias)
        {
            WalkAlias(index, level, node);
        }
        else if (node.Kind is NodeKind.Mapping or NodeKind.Sequence)
        {
            WalkContent(index, level, node);
        }

        CheckShare(node);
    }

    private void WalkContent(int index, int level, in Node node)
    {
        var isKey = node.Kind == NodeKind.Mapping;
        var isMergeValue = false;
        for (var child = index + 1; child < node.End; child = _document.Nodes[child].End)
        {
            Walk(child, level + 1);
            var isMerge = isKey && _document.Nodes[child].IsMerge;
            if (isMerge || (isMergeValue && _document.Nodes[child].Kind == NodeKind.Sequence))
            {
                // go-yaml looks at a merge key and at its list without decoding them.
                _steps--;
                _sizes[child]--;
            }

            _sizes[index] += _sizes[child];
            _depths[index] = Math.Max(_depths[index], _depths[child]);
            isMergeValue = isMerge;
            isKey = node.Kind == NodeKind.Mapping && !isKey;
        }

        _depths[index]++;
    }

    private void WalkAlias(int index, int level, in Node node)
    {
        if (_document.Nodes[node.Target].End > index)
        {
            throw _document.Fail(node, $"the anchor '{node.Text}' contains itself; write the content out");
        }

        var size = _sizes[node.Target];
        _steps += size;
        _aliasSteps += size;
        _sizes[index] += size;
        _depths[index] = _depths[node.Target];
        if (level + _depths[index] > _document.Limits.MaxDepth)
        {
            throw _document.Fail(node, $"the alias '{node.Text}' nests the document deeper than {_document.Limits.MaxDepth} levels; flatten it");
        }
    }

    private void CheckShare(in Node node)
    {
        if (_aliasSteps > 100 && _steps > 1000 && _aliasSteps > AllowedShare() * _steps)
        {
            throw _document.Fail(node, $"the document consists almost only of repeated aliases, which kubectl refuses (excessive aliasing); write the content out");
        }

        if (_steps > _document.Limits.MaxNodes)
        {
            throw _document.Fail(node, $"the aliases expand the document to more than {_document.Limits.MaxNodes} keys and values; split it into several documents");
        }
    }

    private double AllowedShare() => _steps switch
    {
        <= (long)LowSteps => 0.99,
        >= (long)HighSteps => 0.10,
        _ => 0.99 - (0.89 * ((_steps - LowSteps) / (HighSteps - LowSteps))),
    };
}
