using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Testing;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>An object's way through admission as the API server leads it: mutated over HTTPS, patched, validated over HTTPS.</summary>
internal static class WebhookDoor
{
    private const string Uid = "0df28fbd-5f5f-11e8-bc74-36e6bb280816";

    /// <summary>The answer, and the patch that came before it; null when nothing was added.</summary>
    public static async Task<(DoorAnswer Answer, string? Patch)> SendAsync(WebhookProcess webhook, ManifestObject described)
    {
        var sent = JsonNode.Parse(described.Manifest.Json.Span)!;
        var mutated = await webhook.ReviewAsync(AdmissionPhase.Mutate, Uid, Review(described, sent));
        if (!mutated.Allowed)
        {
            return (DoorAnswer.Of(mutated), null);
        }

        foreach (var operation in mutated.Patch?.EnumerateArray() ?? [])
        {
            Add(sent, operation);
        }

        var validated = await webhook.ReviewAsync(AdmissionPhase.Validate, Uid, Review(described, sent));
        return (DoorAnswer.Of(validated), mutated.Patch?.GetRawText());
    }

    private static byte[] Review(ManifestObject described, JsonNode sent)
    {
        var slash = described.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        var name = described.Name;
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["request"] = new JsonObject
            {
                ["uid"] = Uid,
                ["kind"] = new JsonObject
                {
                    ["group"] = ObjectKinds.GroupOf(described.ApiVersion),
                    ["version"] = described.ApiVersion[(slash + 1)..],
                    ["kind"] = described.KindName,
                },
                ["operation"] = "CREATE",
                // While a name is still to be generated, the request has none.
                ["name"] = name.EndsWith('*') ? "" : name,
                ["namespace"] = NamespaceOf(described),
                ["userInfo"] = new JsonObject { ["username"] = "alice" },
                ["object"] = sent.DeepClone(),
            },
        });
    }

    /// <summary>The API server names a Namespace as the namespace of its own request.</summary>
    private static string NamespaceOf(ManifestObject described) => described.Kind == ObjectKind.Namespace
        ? described.Name
        : described.Subject?.Namespace ?? (described.WrittenNamespace is { Length: > 0 } written ? written : "default");

    /// <summary>RFC 6902 <c>add</c>, on objects.</summary>
    private static void Add(JsonNode root, JsonElement operation)
    {
        Assert.Equal("add", operation.GetProperty("op").GetString());
        var tokens = operation.GetProperty("path").GetString()!.Split('/').Skip(1)
            .Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            .ToList();
        var parent = tokens.SkipLast(1).Aggregate(root, (node, token) => node[token]!);
        parent[tokens[^1]] = JsonNode.Parse(operation.GetProperty("value").GetRawText());
    }
}
