using System.Buffers;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EgressGuard.Yaml;

/// <summary>The first YAML document of a chunk as nodes, from YamlDotNet's events. Never its deserializer or its node model: those
/// recurse on the input, and 18 KB of <c>[</c> end the process.</summary>
internal sealed class YamlNodeReader
{
    // What go-yaml's reader refuses: everything YAML does not call printable.
    private static readonly SearchValues<char> Unprintable = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Where(c => c is not ('\t' or '\n' or '\r' or 0x85) && c is < 0x20 or > 0x7E).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    private static readonly SearchValues<char> AnchorCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    private readonly Document _document;
    private readonly string _text;
    private readonly int _firstLine;
    private readonly Parser _parser;
    private readonly Dictionary<string, int> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<int> _open = new();
    private readonly Stack<bool> _flow = new();
    private bool _previousIsPlain;

    private YamlNodeReader(Document document, string text, int firstLine)
    {
        _document = document;
        _text = text;
        _firstLine = firstLine;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads the first document of a chunk into the document; none if the chunk has only blank lines and comments.</summary>
    /// <param name="document">Where the nodes go.</param>
    /// <param name="text">The chunk.</param>
    /// <param name="firstLine">The chunk's first line in the file, counted from 1.</param>
    /// <exception cref="ManifestException">The text cannot be read, or kubectl might read it otherwise.</exception>
    public static void Read(Document document, string text, int firstLine)
    {
        RefuseUnprintable(document, text, firstLine);
        try
        {
            new YamlNodeReader(document, text, firstLine).ReadDocument();
        }
        catch (ManifestException e) when (e.InnerException is SemanticErrorException && BlockScalarRepair.Repair(text) is { } repaired)
        {
            document.Clear();
            new YamlNodeReader(document, repaired, firstLine).ReadDocument();
        }
    }

    private static void RefuseUnprintable(Document document, string text, int firstLine)
    {
        var index = text.AsSpan().IndexOfAny(Unprintable);
        if (index >= 0)
        {
            var before = text.AsSpan(0, index);
            throw document.Fail(
                firstLine + before.Count('\n'),
                index - before.LastIndexOf('\n'),
                $"the control character U+{(int)text[index]:X4} is not allowed in YAML; write it as an escape in double quotes");
        }
    }

    private void ReadDocument()
    {
        var depth = 0;
        while (Next() is { } next)
        {
            switch (next)
            {
                case Scalar scalar:
                    AddScalar(scalar);
                    break;
                case AnchorAlias alias:
                    AddAlias(alias);
                    break;
                case MappingStart mapping:
                    Open(NodeKind.Mapping, mapping, mapping.Style == MappingStyle.Flow, ++depth);
                    break;
                case SequenceStart sequence:
                    Open(NodeKind.Sequence, sequence, sequence.Style == SequenceStyle.Flow, ++depth);
                    break;
                case MappingEnd or SequenceEnd:
                    depth--;
                    _flow.Pop();
                    _document.Nodes[_open.Pop()].End = _document.Nodes.Count;
                    break;
                case DocumentEnd:
                    ReadTrailing();
                    return;
                default:
                    break;
            }

            _previousIsPlain = IsPlainText(next);
        }

        RefuseUnseen();
    }

    private static bool IsPlainText(ParsingEvent parsed) => parsed is Scalar { Style: ScalarStyle.Plain, Value.Length: > 0 };

    /// <summary>kubectl reads one document per chunk and ignores the rest, whatever it is. Here it must at least be readable.</summary>
    private void ReadTrailing()
    {
        while (Next() is { } next)
        {
            if (next is DocumentStart && _document.Trailing is null)
            {
                _document.Trailing = (Line(next.Start), Column(next.Start));
            }
        }
    }

    /// <summary>No document came out of the chunk: then there must be nothing in it.</summary>
    private void RefuseUnseen()
    {
        var line = _firstLine;
        foreach (var text in _text.AsSpan().EnumerateLines())
        {
            var content = text.Trim();
            if (!content.IsEmpty && content[0] != '#' && !content.StartsWith("---"))
            {
                throw _document.Fail(line, 1, $"text without a document; remove it, or start a document with ---");
            }

            line++;
        }
    }

    private ParsingEvent? Next()
    {
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException e)
        {
            throw _document.Fail(Line(e.Start), Column(e.Start), $"not readable as YAML: {YamlProblem.Describe(e.Message)}", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // YamlDotNet's scanner also throws InvalidOperationException and others on some malformed flow collections.
            var mark = _parser.Current?.End ?? Mark.Empty;
            throw _document.Fail(Line(mark), Column(mark), $"not readable as YAML behind this place; check quotes, brackets and commas", e);
        }
    }

    private void Open(NodeKind kind, NodeEvent start, bool isFlow, int depth)
    {
        var node = NodeAt(kind, start.Start);
        if (depth > _document.Limits.MaxDepth)
        {
            throw _document.Fail(node, $"nested deeper than {_document.Limits.MaxDepth} levels; flatten the document");
        }

        var index = _document.Add(node);
        _open.Push(index);
        _flow.Push(isFlow);
        Define(start.Anchor, index, node);
    }

    private void AddScalar(Scalar scalar)
    {
        RefuseAmbiguous(scalar);
        var text = scalar.Value;
        var isPlain = scalar.Tag.IsEmpty && scalar.IsPlainImplicit;
        var value = Resolve(scalar, isPlain);
        var node = NodeAt(value.Kind, scalar.Start);
        node.Text = value.IsSurprise ? text : value.Text;
        node.Integer = value.Integer;
        node.IsSurprise = value.IsSurprise;
        node.IsMerge = text == "<<" && (isPlain || scalar.Tag == "!" || scalar.Tag == TaggedScalar.Merge);
        var index = _document.Add(node);
        _document.Nodes[index].End = index + 1;
        Define(scalar.Anchor, index, node);
    }

    private ScalarValue Resolve(Scalar scalar, bool isPlain)
    {
        if (isPlain)
        {
            return PlainScalar.Resolve(scalar.Value);
        }

        if (scalar.Tag.IsEmpty)
        {
            return ScalarValue.Of(scalar.Value);
        }

        return TaggedScalar.Resolve(scalar.Tag.Value, scalar.Value)
            ?? throw _document.Fail(Line(scalar.Start), Column(scalar.Start), $"'{Excerpt.Of(scalar.Value)}' cannot be read as {scalar.Tag.Value}; remove the tag or mend the value");
    }

    /// <summary>Flow forms that kubectl's parser reads otherwise than YamlDotNet's: nobody can be sure what they mean.</summary>
    private void RefuseAmbiguous(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.Plain || !_flow.TryPeek(out var isFlow) || !isFlow)
        {
            return;
        }

        if (scalar.Value.Contains('?', StringComparison.Ordinal) || scalar.Value.StartsWith(':'))
        {
            throw _document.Fail(Line(scalar.Start), Column(scalar.Start), $"'{Excerpt.Of(scalar.Value)}' has a {(scalar.Value[0] == ':' ? ':' : '?')} that kubectl takes for a mark of its own inside [ ] and {{ }}; put the text in quotes");
        }

        var at = (int)scalar.Start.Index;
        if (scalar.Value.Length == 0 && _previousIsPlain && at > 0 && at < _text.Length && _text[at - 1] == ':' && _text[at] is ',' or ']' or '}')
        {
            throw _document.Fail(Line(scalar.Start), Column(scalar.Start), $"':' directly before '{_text[at]}' belongs to the text for kubectl; put a space behind the colon, or the text in quotes");
        }
    }

    private void AddAlias(AnchorAlias alias)
    {
        var node = NodeAt(NodeKind.Alias, alias.Start);
        node.Text = alias.Value.Value;
        RefuseAnchorName(node.Text, node);
        if (!_anchors.TryGetValue(node.Text, out var target))
        {
            throw _document.Fail(node, $"the alias '*{Excerpt.Of(node.Text)}' has no anchor '&{Excerpt.Of(node.Text)}' before it in this document; define it or write the content out");
        }

        node.Target = target;
        var index = _document.Add(node);
        _document.Nodes[index].End = index + 1;
    }

    private void Define(AnchorName anchor, int index, in Node node)
    {
        if (!anchor.IsEmpty)
        {
            RefuseAnchorName(anchor.Value, node);
            _anchors[anchor.Value] = index;
        }
    }

    /// <summary>go-yaml ends a name at the first other character, YamlDotNet does not.</summary>
    private void RefuseAnchorName(string name, in Node node)
    {
        if (name.AsSpan().ContainsAnyExcept(AnchorCharacters))
        {
            throw _document.Fail(node, $"the anchor name '{Excerpt.Of(name)}' has characters that kubectl does not accept; use letters, digits, '-' and '_'");
        }
    }

    private Node NodeAt(NodeKind kind, Mark mark) => new() { Kind = kind, Line = Line(mark), Column = Column(mark), Target = -1 };

    private int Line(Mark mark) => _firstLine + (int)mark.Line - 1;

    private static int Column(Mark mark) => (int)mark.Column;
}
