using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EgressGuard.Core.Model;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>The two lists of the annotation <c>proxy.istio.io/overrides</c>.</summary>
internal sealed record OverrideLists
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    [AllowNull]
    public IReadOnlyList<Container> Containers { get; init => field = value ?? []; } = [];

    [AllowNull]
    public IReadOnlyList<Container> InitContainers { get; init => field = value ?? []; } = [];

    /// <summary>
    /// The lists; null when they cannot be read with certainty. Istio reads members in upper and lower case, so they are here, too;
    /// names with letters beyond ASCII are refused, because Go takes some of these for ASCII ones.
    /// </summary>
    public static OverrideLists? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Strict);
            return HasPlainNames(json.RootElement) && NullListItem.Find(Encoding.UTF8.GetBytes(text)) is null
                ? JsonSerializer.Deserialize(text, OverridesJsonContext.Default.OverrideLists)
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // The latter for a string with an unpaired surrogate escape.
            return null;
        }
    }

    private static bool HasPlainNames(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(member => Ascii.IsValid(member.Name) && HasPlainNames(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(HasPlainNames),
        _ => true,
    };
}

/// <summary>As the models are read, but in upper and lower case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = 64)]
[JsonSerializable(typeof(OverrideLists))]
internal sealed partial class OverridesJsonContext : JsonSerializerContext;
