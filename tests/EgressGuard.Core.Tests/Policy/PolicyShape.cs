using System.Text.Json;
using System.Text.Json.Serialization;
using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Tests.Policy;

/// <summary>Everything that a policy holds, as text: records with lists in them do not compare by value.</summary>
internal static class PolicyShape
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(), new IPRangeConverter() },
    };

    /// <summary>Every public property, found by reflection, so that a field that is added is compared without further ado.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);

    private sealed class IPRangeConverter : JsonConverter<IPRange>
    {
        public override IPRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Shapes are only written.");

        public override void Write(Utf8JsonWriter writer, IPRange value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
