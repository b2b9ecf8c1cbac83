using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace EgressGuard.Core.Admission;

/// <summary>
/// The parts of an object that any verdict can depend on, as they stand in the body. The API server writes both objects of an
/// UPDATE with one encoder, so equal parts are equal bytes; where it would not, the request is judged in full, which is safe.
/// </summary>
internal sealed record ObjectParts(ImmutableArray<ReadOnlyMemory<byte>> Content, ReadOnlyMemory<byte> Labels, ReadOnlyMemory<byte> Annotations)
{
    /// <summary>
    /// Finds the parts of a JSON value that is well-formed, as a slice of a body that was read is. Null when it is no object, or when a
    /// member that counts occurs twice: then the parts are not certain.
    /// </summary>
    public static ObjectParts? Find(ReadOnlyMemory<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json.Span, new JsonReaderOptions { MaxDepth = 10_000 });
        var parts = new Draft();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                FindMetadata(ref reader, parts);
            }
            else if (reader.ValueTextEquals("status"u8) || reader.ValueTextEquals("kind"u8) || reader.ValueTextEquals("apiVersion"u8))
            {
                reader.Skip();
            }
            else
            {
                // The spec, and of kinds without one whatever stands in its place.
                var start = (int)reader.TokenStartIndex;
                parts.CountContent(reader.ValueIsEscaped ? "" : Encoding.Latin1.GetString(reader.ValueSpan));
                parts.AddContent(start..ValueRange(ref reader).End);
            }
        }

        return parts.IsCertain
            ? new ObjectParts([.. parts.Content.Select(range => utf8Json[range])], utf8Json[parts.Labels], utf8Json[parts.Annotations])
            : null;
    }

    public bool HasSameContent(ObjectParts other)
    {
        if (Content.Length != other.Content.Length)
        {
            return false;
        }

        for (var i = 0; i < Content.Length; i++)
        {
            if (!Content[i].Span.SequenceEqual(other.Content[i].Span))
            {
                return false;
            }
        }

        return true;
    }

    public bool HasSameLabelsAndAnnotations(ObjectParts other) =>
        Labels.Span.SequenceEqual(other.Labels.Span) && Annotations.Span.SequenceEqual(other.Annotations.Span);

    /// <summary>
    /// Whether an object can have the same parts: their bytes stand somewhere in it. To look for them costs a fraction of reading it, and most
    /// updates change something.
    /// </summary>
    public bool MayStandIn(ReadOnlySpan<byte> utf8Json)
    {
        foreach (var part in Content)
        {
            if (utf8Json.IndexOf(part.Span) < 0)
            {
                return false;
            }
        }

        return utf8Json.IndexOf(Annotations.Span) >= 0 && utf8Json.IndexOf(Labels.Span) >= 0;
    }

    private static void FindMetadata(ref Utf8JsonReader reader, Draft parts)
    {
        parts.CountMetadata();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("labels"u8))
            {
                parts.SetLabels(ValueRange(ref reader));
            }
            else if (reader.ValueTextEquals("annotations"u8))
            {
                parts.SetAnnotations(ValueRange(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static Range ValueRange(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private sealed class Draft
    {
        private readonly List<string> _names = [];
        private bool _isContentCertain = true;
        private int _metadata;
        private int _labels;
        private int _annotations;

        public List<Range> Content { get; } = [];

        public Range Labels { get; private set; }

        public Range Annotations { get; private set; }

        public bool IsCertain => _isContentCertain && _metadata <= 1 && _labels <= 1 && _annotations <= 1;

        public void AddContent(Range range) => Content.Add(range);

        /// <summary>An escaped name ("") could be any other in disguise; a name that comes twice means two things.</summary>
        public void CountContent(string name)
        {
            _isContentCertain &= name.Length > 0 && !_names.Contains(name);
            _names.Add(name);
        }

        public void CountMetadata() => _metadata++;

        public void SetLabels(Range range) => (Labels, _labels) = (range, _labels + 1);

        public void SetAnnotations(Range range) => (Annotations, _annotations) = (range, _annotations + 1);
    }
}
