using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>A webhook configuration as it was read: whom each of its webhooks trusts.</summary>
internal sealed class WebhookConfiguration
{
    private readonly string _resourceVersion;
    private readonly ImmutableArray<string?> _bundles;

    private WebhookConfiguration(ResourceType type, ObjectRef reference, string resourceVersion, ImmutableArray<string?> bundles) =>
        (Type, Reference, _resourceVersion, _bundles) = (type, reference, resourceVersion, bundles);

    /// <summary>Configurations of webhooks that change objects.</summary>
    public static ResourceType Mutating { get; } =
        new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false);

    /// <summary>Configurations of webhooks that judge objects.</summary>
    public static ResourceType Validating { get; } =
        new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false);

    /// <summary>Its type.</summary>
    public ResourceType Type { get; }

    /// <summary>Its name.</summary>
    public ObjectRef Reference { get; }

    /// <summary>Everybody whom one of its webhooks trusts.</summary>
    public IEnumerable<X509Certificate2> Trusted => _bundles.Distinct().SelectMany(TrustBundle.Decode);

    /// <summary>Reads one; null when it is not there.</summary>
    /// <exception cref="JsonException">It is not understood.</exception>
    public static async Task<WebhookConfiguration?> ReadAsync(
        IKubernetesApi api, ResourceType type, string name, CancellationToken cancellation)
    {
        var reference = new ObjectRef("", name);
        if (await api.GetAsync(type, reference, cancellation) is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var bundles = root.TryGetProperty("webhooks", out var webhooks) && webhooks.ValueKind == JsonValueKind.Array
            ? webhooks.EnumerateArray().Select(BundleOf).ToImmutableArray()
            : [];
        return new WebhookConfiguration(
            type, reference, root.GetProperty("metadata").GetProperty("resourceVersion").GetString() ?? "", bundles);
    }

    /// <summary>Whether all of its webhooks trust an authority.</summary>
    public bool Trusts(X509Certificate2 authority) => _bundles.All(bundle => TrustBundle.Trusts(bundle, authority));

    /// <summary>
    /// Has all of its webhooks trust these authorities and no others. It fails with a conflict when somebody has changed it since it was
    /// read: a replica that was held up must not bring an old bundle back.
    /// </summary>
    /// <returns>Whether there was anything to change.</returns>
    public async Task<bool> TrustAsync(IKubernetesApi api, string bundle, CancellationToken cancellation)
    {
        var operations = new JsonArray(Operation("test", "/metadata/resourceVersion", _resourceVersion));
        for (var i = 0; i < _bundles.Length; i++)
        {
            if (_bundles[i] != bundle)
            {
                operations.Add(Operation("add", $"/webhooks/{i}/clientConfig/caBundle", bundle));
            }
        }

        if (operations.Count == 1)
        {
            return false;
        }

        var patch = Encoding.UTF8.GetBytes(operations.ToJsonString());
        await api.PatchAsync(Type, Reference, PatchKind.Json, patch, subresource: null, cancellation);
        return true;
    }

    private static JsonObject Operation(string op, string path, string value) =>
        new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value };

    private static string? BundleOf(JsonElement webhook) =>
        webhook.TryGetProperty("clientConfig", out var client) && client.TryGetProperty("caBundle", out var bundle)
            ? bundle.GetString()
            : null;
}
