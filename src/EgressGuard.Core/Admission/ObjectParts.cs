using System.Text.Json;

namespace EgressGuard.Core.Admission;

/// <summary>
/// The parts of an object that any verdict can depend on, as they stand in the body. The API server writes both objects of an
/// UPDATE with one encoder, so equal parts are equal bytes; where it would not, the request is judged in full, which is safe.
/// </summary>
internal sealed record ObjectParts(ReadOnlyMemory<byte> Spec, ReadOnlyMemory<byte> Labels, ReadOnlyMemory<byte> Annotations)
{
    /// <summary>Finds the parts. The object has been read before, so it is well-formed JSON without duplicates of these members.</summary>
    public static ObjectParts Find(ReadOnlyMemory<byte> utf8Json)
    {
        var reader = new Utf8JsonReader(utf8Json.Span, new JsonReaderOptions { MaxDepth = 10_000 });
        Range spec = default, labels = default, annotations = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("spec"u8))
            {
                spec = ValueRange(ref reader);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                FindMetadata(ref reader, ref labels, ref annotations);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ObjectParts(utf8Json[spec], utf8Json[labels], utf8Json[annotations]);
    }

    public bool HasSameSpec(ObjectParts other) => Spec.Span.SequenceEqual(other.Spec.Span);

    public bool HasSameLabelsAndAnnotations(ObjectParts other) =>
        Labels.Span.SequenceEqual(other.Labels.Span) && Annotations.Span.SequenceEqual(other.Annotations.Span);

    private static void FindMetadata(ref Utf8JsonReader reader, ref Range labels, ref Range annotations)
    {
        // A null metadata leaves the reader where it is, and the loop with nothing to do.
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("labels"u8))
            {
                labels = ValueRange(ref reader);
            }
            else if (reader.ValueTextEquals("annotations"u8))
            {
                annotations = ValueRange(ref reader);
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
}
