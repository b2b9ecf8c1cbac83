using System.Text.Json;

namespace EgressGuard.Core.Rules.Pods;

/// <summary>A network that a pod asks for.</summary>
/// <param name="Namespace">Its namespace; null for the pod's own.</param>
/// <param name="Name">Its name.</param>
internal sealed record NetworkReference(string? Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}

/// <summary>Reads the annotation by which a pod asks Multus for networks (istio-egress.md POD-31).</summary>
internal static class NetworkList
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The networks; null where the text has neither form, or where two readers could see different networks in it.</summary>
    public static List<NetworkReference>? Read(string text) =>
        // Multus tells JSON by these characters, wherever they stand.
        text.AsSpan().ContainsAny('[', '{', '"') ? ReadJson(text) : ReadCommaList(text);

    private static List<NetworkReference>? ReadCommaList(string text)
    {
        var networks = new List<NetworkReference>();
        foreach (var item in text.Split(','))
        {
            var parts = item.Trim().Split('/');
            var name = parts[^1].Split('@')[0].Trim();
            var home = parts.Length == 2 ? parts[0].Trim() : null;
            if (parts.Length > 2 || parts[^1].Count(c => c == '@') > 1 || name.Length == 0 || home?.Length == 0)
            {
                return null;
            }

            networks.Add(new NetworkReference(home, name));
        }

        return networks;
    }

    private static List<NetworkReference>? ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var networks = new List<NetworkReference>();
            foreach (var item in document.RootElement.EnumerateArray())
            {
                if (ReadItem(item) is not { } network)
                {
                    return null;
                }

                networks.Add(network);
            }

            return networks;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with an unpaired surrogate escape.
            return null;
        }
    }

    private static NetworkReference? ReadItem(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object || item.EnumerateObject().Any(member => IsAmbiguous(member.Name)))
        {
            return null;
        }

        // A slash or an at sign means nothing here; taken for part of a name it must not look like the other form.
        var (name, home) = (TextOf(item, "name"), TextOf(item, "namespace"));
        return string.IsNullOrEmpty(name) || home is null || name.AsSpan().ContainsAny('/', '@') || home.AsSpan().Contains('/')
            ? null
            : new NetworkReference(home.Length == 0 ? null : home, name);
    }

    /// <summary>Go takes a member's name in any case, and some letters outside ASCII for one within; the last one then wins.</summary>
    private static bool IsAmbiguous(string member) =>
        !member.All(char.IsAscii)
        || (member is not ("name" or "namespace") && member.ToLowerInvariant() is ("name" or "namespace"));

    /// <summary>The text; "" when absent or null, as Go reads it; null when it is something else.</summary>
    private static string? TextOf(JsonElement item, string member) => !item.TryGetProperty(member, out var value)
        ? ""
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => "",
            _ => null,
        };
}
