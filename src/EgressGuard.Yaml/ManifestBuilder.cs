namespace EgressGuard.Yaml;

/// <summary>The objects of one document as kubectl sends them: the object itself, or the items of a list.</summary>
internal sealed class ManifestBuilder : IDisposable
{
    private const string ListSuffix = "List";

    private readonly Document _document;
    private readonly IssueLog _issues;
    private readonly MappingReader _mappings;
    private readonly ObjectWriter _writer;

    public ManifestBuilder(Document document)
    {
        _document = document;
        _issues = new IssueLog(document);
        _mappings = new MappingReader(document, _issues);
        _writer = new ObjectWriter(document, _issues, _mappings);
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>The objects of the document; none if it is empty or null.</summary>
    /// <exception cref="ManifestException">kubectl would refuse the document, or what it would send is not certain.</exception>
    public IEnumerable<Manifest> Build()
    {
        if (_document.Nodes.Count == 0 || _document.Nodes[0].Kind == NodeKind.Null)
        {
            ReportTrailing();
            return _issues.IsEmpty ? [] : throw Unheard(0, 0);
        }

        if (_document.Nodes[0].Kind != NodeKind.Mapping)
        {
            throw _document.Fail(_document.Nodes[0], $"a manifest is a mapping (key: value), and this document is not; start it with apiVersion and kind");
        }

        ExpansionBudget.Check(_document);
        var start = _mappings.Push(0);
        var items = _mappings.Find(start, "items");
        if (items < 0)
        {
            // The writer collects the entries again, and with them the issues.
            _mappings.Pop(start);
            return [Single()];
        }

        var entry = _mappings[items];
        var type = TypeName.Of(_document, _mappings, start);
        _mappings.Pop(start);
        return Items(entry, type);
    }

    private Manifest Single()
    {
        ReportTrailing();
        return _writer.Write(0, default);
    }

    private IEnumerable<Manifest> Items(MappingEntry items, TypeName type)
    {
        ReportTrailing();
        var list = _document.Nodes.Resolve(items.Value);
        RequireList(items, list, type);
        var fallback = type.Kind!.Length > ListSuffix.Length ? type with { Kind = type.Kind[..^ListSuffix.Length] } : default;
        if (_document.Nodes[list].Kind == NodeKind.Null || _document.Nodes[list].End == list + 1)
        {
            // Nothing is sent; but a duplicate key may be the reason.
            if (!_issues.IsEmpty)
            {
                throw Unheard(_document.Nodes[0].Line, _document.Nodes[0].Column);
            }

            yield break;
        }

        for (var item = list + 1; item < _document.Nodes[list].End; item = _document.Nodes[item].End)
        {
            RequireItem(item);
            yield return _writer.Write(item, fallback);
        }
    }

    /// <summary>kubectl takes every object with items for a list, and sends the items instead of it.</summary>
    private void RequireList(in MappingEntry items, int list, in TypeName type)
    {
        ref var key = ref _document.Nodes[items.Key];
        if (type.Kind is null || !type.Kind.EndsWith(ListSuffix, StringComparison.Ordinal))
        {
            throw _document.Fail(key, $"kubectl takes an object with items for a list, and sends the items instead of it; give it a kind that ends in List, or remove items");
        }

        if (_document.Nodes[list].Kind is not (NodeKind.Sequence or NodeKind.Null))
        {
            throw _document.Fail(key, $"the items of a list must be a sequence; write '- ' before each item");
        }
    }

    private void RequireItem(int item)
    {
        var mapping = _document.Nodes.Resolve(item);
        if (_document.Nodes[mapping].Kind != NodeKind.Mapping)
        {
            throw _document.Fail(_document.Nodes[item], $"an item of a list must be an object, and kubectl refuses this one; remove it");
        }

        var start = _mappings.Push(mapping);
        var nested = _mappings.Find(start, "items");
        if (nested >= 0)
        {
            throw _document.Fail(_document.Nodes[_mappings[nested].Key], $"a list inside a list, which kubectl refuses; move its items up");
        }

        _mappings.Pop(start);
    }

    private void ReportTrailing()
    {
        if (_document.Trailing is { } trailing)
        {
            _issues.Report(ManifestIssueKind.ContentAfterDocumentEnd, trailing.Line, trailing.Column, null, $"kubectl ignores this document, because no --- line separates it from the one before; write --- above it");
        }
    }

    /// <summary>There is no manifest to carry the issues, so they must not pass in silence.</summary>
    private ManifestException Unheard(int line, int column)
    {
        var issue = _issues.Take()[0];
        return _document.Fail(line == 0 ? issue.Line : line, line == 0 ? issue.Column : column, $"nothing would be sent from this document: {issue.Message}");
    }
}
