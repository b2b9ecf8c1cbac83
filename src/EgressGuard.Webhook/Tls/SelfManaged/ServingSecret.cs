using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;

namespace EgressGuard.Webhook.Tls.SelfManaged;

/// <summary>
/// The Secret that keeps a <see cref="ServingState"/>, under the keys that tools know (<c>tls.crt</c>, <c>tls.key</c>, <c>ca.crt</c>) and a
/// few more. What others wrote into it, such as labels, is kept. docs/certificates.md describes it.
/// </summary>
internal sealed class ServingSecret
{
    /// <summary>The annotation by which somebody asks for a rotation: <c>certificate</c> or <c>ca</c>.</summary>
    public const string Rotate = "egressguard.io/rotate";

    private const string TrustedSince = "egressguard.io/next-ca-trusted-since";
    private const string FormerUntil = "egressguard.io/previous-ca-until";
    private const string Certificate = "tls.crt";
    private const string Key = "tls.key";
    private const string Authority = "ca.crt";
    private const string AuthorityKey = "ca.key";
    private const string Next = "ca-next.crt";
    private const string NextKey = "ca-next.key";
    private const string Former = "ca-previous.crt";

    private readonly JsonObject _secret;

    private ServingSecret(JsonObject secret) => _secret = secret;

    /// <summary>As it is sent.</summary>
    public ReadOnlyMemory<byte> Json => Encoding.UTF8.GetBytes(_secret.ToJsonString());

    /// <summary>One that is not stored yet. Its type is the one that ingresses and other tools know.</summary>
    public static ServingSecret Empty(ObjectRef reference) => new(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["type"] = "kubernetes.io/tls",
        ["metadata"] = new JsonObject
        {
            ["namespace"] = reference.Namespace,
            ["name"] = reference.Name,
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "egressguard", ["app.kubernetes.io/managed-by"] = "egressguard" },
        },
    });

    /// <summary>Reads what the server sent.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ServingSecret Read(ReadOnlyMemory<byte> utf8Json) => JsonNode.Parse(utf8Json.Span) is JsonObject secret
        ? new ServingSecret(secret)
        : throw new JsonException("The Secret is no JSON object.");

    /// <summary>What it says. A part that cannot be read is as if it were not there, and is made anew.</summary>
    public ServingState State()
    {
        var authority = KeyedCertificate.TryRead(Data(Authority), Data(AuthorityKey));
        return new ServingState
        {
            Leaf = KeyedCertificate.TryRead(Data(Certificate), Data(Key)),
            Authority = authority,
            Next = KeyedCertificate.TryRead(Data(Next), Data(NextKey)),
            NextTrustedSince = Time(TrustedSince),
            // An authority whose key somebody else has signs nothing here, but what it signed is served until there is something better.
            Former = [.. TrustBundle.Read(authority is null ? Data(Authority) : null), .. TrustBundle.Read(Data(Former))],
            FormerUntil = Time(FormerUntil),
            Asked = Annotation(Rotate) switch
            {
                "certificate" => RotationRequest.Certificate,
                "ca" => RotationRequest.Authority,
                _ => RotationRequest.None,
            },
        };
    }

    /// <summary>The Secret with another state.</summary>
    public ServingSecret With(ServingState state)
    {
        var changed = new ServingSecret((JsonObject)_secret.DeepClone());
        changed.SetData(Certificate, state.Leaf?.CertificatePem ?? "");
        changed.SetData(Key, state.Leaf?.KeyPem ?? "");
        changed.SetData(Authority, state.Authority?.CertificatePem);
        changed.SetData(AuthorityKey, state.Authority?.KeyPem);
        changed.SetData(Next, state.Next?.CertificatePem);
        changed.SetData(NextKey, state.Next?.KeyPem);
        changed.SetData(Former, state.Former.IsEmpty ? null : TrustBundle.Pem(state.Former));
        changed.SetAnnotation(TrustedSince, state.NextTrustedSince);
        changed.SetAnnotation(FormerUntil, state.FormerUntil);
        if (state.Asked == RotationRequest.None)
        {
            changed.Annotations.Remove(Rotate);
        }

        return changed;
    }

    /// <summary>The same contents for a Secret that was deleted: without what the server had added.</summary>
    public ServingSecret Anew(ObjectRef reference) => Empty(reference).With(State());

    private JsonObject Annotations
    {
        get
        {
            var metadata = Object(_secret, "metadata");
            return Object(metadata, "annotations");
        }
    }

    private static JsonObject Object(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
        {
            parent[name] = child = [];
        }

        return child;
    }

    private string? Data(string key)
    {
        try
        {
            return _secret["data"] is JsonObject data && Text(data[key]) is { } text
                ? Encoding.UTF8.GetString(Convert.FromBase64String(text))
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private string? Annotation(string key) => Text((_secret["metadata"]?["annotations"] as JsonObject)?[key]);

    private DateTimeOffset? Time(string annotation) =>
        DateTimeOffset.TryParse(Annotation(annotation), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private void SetData(string key, string? value)
    {
        var data = Object(_secret, "data");
        data.Remove(key);
        if (value is not null)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        }
    }

    private void SetAnnotation(string key, DateTimeOffset? time)
    {
        Annotations.Remove(key);
        if (time is { } some)
        {
            Annotations[key] = some.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        }
    }
}
