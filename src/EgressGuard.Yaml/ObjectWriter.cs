using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EgressGuard.Yaml;

/// <summary>Writes one object of a document as JSON and remembers where each value was written.</summary>
internal sealed class ObjectWriter : IDisposable
{
    private readonly Document _document;
    private readonly IssueLog _issues;
    private readonly MappingReader _mappings;
    private readonly List<PositionMap.Entry> _positions = [];
    private readonly Utf8JsonWriter _writer;
    private ArrayBufferWriter<byte> _buffer = new(4096);

    public ObjectWriter(Document document, IssueLog issues, MappingReader mappings)
    {
        _document = document;
        _issues = issues;
        _mappings = mappings;
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions
        {
            SkipValidation = true,
            MaxDepth = document.Limits.MaxDepth + 1,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }

    public void Dispose() => _writer.Dispose();

    /// <summary>Writes a mapping as an object of its own.</summary>
    /// <param name="node">The mapping, or an alias of one.</param>
    /// <param name="fallback">Kind and API version for an object that has neither.</param>
    public Manifest Write(int node, TypeName fallback)
    {
        Reset();
        var nodes = _document.Nodes;
        var origin = default(Origin).Through(nodes, node);
        var start = _mappings.Push(nodes.Resolve(node));
        var type = TypeName.Of(_document, _mappings, start);
        var adopted = type.IsEmpty && !fallback.IsEmpty ? fallback : default;
        var place = nodes[node];
        if (type.Kind is null && adopted.Kind is null)
        {
            _issues.Report(ManifestIssueKind.MissingKind, place.Line, place.Column, null, $"the object has no kind, and kubectl refuses it; add apiVersion and kind");
        }

        _writer.WriteStartObject();
        _positions.Add(new PositionMap.Entry(null, 0, place.Line, place.Column, origin.AnchorLine));
        if (!adopted.IsEmpty)
        {
            WriteAdopted("apiVersion", adopted.ApiVersion, place, origin);
            WriteAdopted("kind", adopted.Kind, place, origin);
        }

        WriteEntries(start, origin, adopted);
        EndObject(0);
        _writer.Flush();
        return new Manifest(
            _document.Source, place.Line, _buffer.WrittenSpan.ToArray(), new PositionMap([.. _positions]), _issues.Take());
    }

    private void Reset()
    {
        if (_buffer.Capacity > 1024 * 1024)
        {
            _buffer = new ArrayBufferWriter<byte>(4096);
        }

        _buffer.ResetWrittenCount();
        _writer.Reset(_buffer);
        _positions.Clear();
        if (_positions.Capacity > 64 * 1024)
        {
            _positions.Capacity = 0;
        }
    }

    private void WriteAdopted(string name, string? value, in Node place, in Origin origin)
    {
        _positions.Add(new PositionMap.Entry(name, _positions.Count + 1, place.Line, place.Column, origin.AnchorLine));
        _writer.WriteString(name, value);
    }

    private void WriteEntries(int start, in Origin origin, in TypeName adopted)
    {
        // Nested mappings come and go behind these entries.
        var end = _mappings.Count;
        for (var i = start; i < end; i++)
        {
            var entry = _mappings[i];
            if (!adopted.IsEmpty && entry.Name is "kind" or "apiVersion")
            {
                continue;
            }

            ref var key = ref _document.Nodes[entry.Key];
            ReportSurprise(ref key, entry.Name);
            _writer.WritePropertyName(entry.Name);
            _issues.Enter(entry.Name);
            WriteValue(entry.Value, entry.Name, key, origin.IsAlias ? origin : entry.Origin);
            _issues.Leave();
        }

        _mappings.Pop(start);
    }

    /// <summary>Writes a value. Recursive, but no deeper than the budget allows, aliases included.</summary>
    private void WriteValue(int index, string? name, in Node mark, Origin origin)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        origin = origin.Through(_document.Nodes, index);
        index = _document.Nodes.Resolve(index);
        var position = _positions.Count;
        _positions.Add(origin.IsAlias
            ? new PositionMap.Entry(name, position + 1, origin.Line, origin.Column, origin.AnchorLine)
            : new PositionMap.Entry(name, position + 1, mark.Line, mark.Column, 0));
        ref var node = ref _document.Nodes[index];
        switch (node.Kind)
        {
            case NodeKind.Mapping:
                _writer.WriteStartObject();
                WriteEntries(_mappings.Push(index), origin, default);
                EndObject(position);
                break;
            case NodeKind.Sequence:
                _writer.WriteStartArray();
                WriteItems(index, origin);
                _writer.WriteEndArray();
                _positions[position] = _positions[position] with { End = _positions.Count };
                break;
            default:
                ReportSurprise(ref node, null);
                WriteScalar(node);
                break;
        }

        if (_writer.BytesCommitted + _writer.BytesPending > _document.Limits.MaxJsonBytes)
        {
            throw _document.Fail(node, $"the object is larger than {_document.Limits.MaxJsonBytes} bytes of JSON once its aliases are written out; split it");
        }
    }

    private void WriteItems(int sequence, in Origin origin)
    {
        var number = 0;
        for (var item = sequence + 1; item < _document.Nodes[sequence].End; item = _document.Nodes[item].End)
        {
            _issues.Enter(number++);
            WriteValue(item, null, _document.Nodes[item], origin);
            _issues.Leave();
        }
    }

    private void WriteScalar(in Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Null:
                _writer.WriteNullValue();
                break;
            case NodeKind.True:
            case NodeKind.False:
                _writer.WriteBooleanValue(node.Kind == NodeKind.True);
                break;
            case NodeKind.Integer:
                _writer.WriteNumberValue(node.Integer);
                break;
            case NodeKind.Unsigned:
            case NodeKind.Float:
                if (!double.IsFinite(node.Double))
                {
                    throw _document.Fail(node, $"infinity and not-a-number do not exist in JSON, and kubectl refuses them; put the word in quotes");
                }

                _writer.WriteRawValue(GoNumber.Json(node.Double), skipInputValidation: true);
                break;
            default:
                _writer.WriteStringValue(node.Text);
                break;
        }
    }

    private void ReportSurprise(ref Node node, string? name)
    {
        if (node.IsSurprise)
        {
            _issues.Report(ManifestIssueKind.Yaml11Surprise, ref node, name, $"'{Excerpt.Of(node.Text!)}' without quotes is {Meaning(node)} for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write {Meaning(node)}");
        }
    }

    private static string Meaning(in Node node) => node.Kind switch
    {
        NodeKind.True => "true",
        NodeKind.False => "false",
        NodeKind.Integer => node.Integer.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => GoNumber.Json(node.Double),
    };

    private void EndObject(int position)
    {
        _writer.WriteEndObject();
        _positions[position] = _positions[position] with { End = _positions.Count };
    }
}
