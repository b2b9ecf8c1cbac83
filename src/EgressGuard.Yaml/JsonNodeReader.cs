using System.Globalization;
using System.Text.Json;

namespace EgressGuard.Yaml;

/// <summary>One JSON value as nodes, with numbers as Kubernetes reads them: an integer of 64 bits, else a float.</summary>
internal ref struct JsonNodeReader
{
    private readonly Document _document;
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private int _passed;
    private int _line;
    private int _column;

    private JsonNodeReader(Document document, ReadOnlySpan<byte> json, int line, int column)
    {
        _document = document;
        _json = json;
        _line = line;
        _column = column;

        // One level more than allowed, so that the limit is found here and named.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = document.Limits.MaxDepth + 1 });
    }

    /// <summary>Reads one value into the document.</summary>
    /// <param name="document">Where the nodes go.</param>
    /// <param name="json">The value, valid UTF-8.</param>
    /// <param name="line">The line in the file where it starts.</param>
    /// <param name="column">The column where it starts.</param>
    /// <exception cref="ManifestException">It is not JSON.</exception>
    public static void Read(Document document, ReadOnlySpan<byte> json, int line, int column)
    {
        var reader = new JsonNodeReader(document, json, line, column);
        try
        {
            reader.ReadValue();
        }
        catch (JsonException e)
        {
            throw reader.Refuse(e);
        }
    }

    private void ReadValue()
    {
        var open = new Stack<int>();
        while (_reader.Read())
        {
            var start = (int)_reader.TokenStartIndex;
            TextPlace.Advance(_json[_passed..start], ref _line, ref _column);
            _passed = start;
            if (_reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                _document.Nodes[open.Pop()].End = _document.Nodes.Count;
                continue;
            }

            var node = ReadNode();
            var index = _document.Add(node);
            _document.Nodes[index].End = index + 1;
            if (node.Kind is NodeKind.Mapping or NodeKind.Sequence)
            {
                open.Push(index);
                if (open.Count > _document.Limits.MaxDepth)
                {
                    throw _document.Fail(node, $"nested deeper than {_document.Limits.MaxDepth} levels; flatten the document");
                }
            }
        }
    }

    private readonly Node ReadNode()
    {
        var node = new Node { Line = _line, Column = _column, Target = -1 };
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                node.Kind = NodeKind.Mapping;
                break;
            case JsonTokenType.StartArray:
                node.Kind = NodeKind.Sequence;
                break;
            case JsonTokenType.True:
                node.Kind = NodeKind.True;
                break;
            case JsonTokenType.False:
                node.Kind = NodeKind.False;
                break;
            case JsonTokenType.Null:
                node.Kind = NodeKind.Null;
                break;
            case JsonTokenType.Number:
                ReadNumber(ref node);
                break;
            default:
                node.Kind = NodeKind.Text;
                node.Text = JsonText.Decode(_reader.ValueSpan, _reader.ValueIsEscaped);
                break;
        }

        return node;
    }

    private readonly void ReadNumber(ref Node node)
    {
        if (_reader.TryGetInt64(out var integer))
        {
            node.Kind = NodeKind.Integer;
            node.Integer = integer;
            return;
        }

        var value = double.Parse(_reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            throw _document.Fail(node, $"the number is too large for a 64-bit float; write it as a string");
        }

        node.Kind = NodeKind.Float;
        node.Integer = BitConverter.DoubleToInt64Bits(value);
    }

    private ManifestException Refuse(JsonException e)
    {
        // The reader counts lines from its own start, and columns in bytes.
        var feeds = (int)(e.LineNumber ?? 0);
        var lineStart = 0;
        for (var i = 0; i < feeds; i++)
        {
            lineStart += _json[lineStart..].IndexOf((byte)'\n') + 1;
        }

        var at = Math.Clamp(lineStart + (int)(e.BytePositionInLine ?? 0), 0, _json.Length);
        TextPlace.Advance(_json[Math.Min(_passed, at)..at], ref _line, ref _column);
        return _document.Fail(_line, _column, $"not readable as JSON; a file that starts with '{{' must be JSON throughout for kubectl: write YAML without the outer braces, without comments or --- lines", e);
    }
}
