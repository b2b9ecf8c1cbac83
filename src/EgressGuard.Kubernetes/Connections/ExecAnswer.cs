using System.Globalization;
using System.Text.Json;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>What a program told: a credential, and until when it holds.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Expiry">null: as long as the server takes it.</param>
internal sealed record ExecAnswer(Credential Credential, DateTimeOffset? Expiry)
{
    /// <summary>Reads an <c>ExecCredential</c>.</summary>
    /// <exception cref="ConnectionException">It is none, or of another version.</exception>
    public static ExecAnswer Read(string output, ExecPlugin plugin)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            return Read(document.RootElement, plugin);
        }
        catch (JsonException)
        {
            throw Fail(plugin, "what it printed is no JSON");
        }
    }

    private static ExecAnswer Read(JsonElement json, ExecPlugin plugin)
    {
        if (Text(json, "kind") != "ExecCredential" || Text(json, "apiVersion") != plugin.ApiVersion)
        {
            throw Fail(
                plugin,
                $"it printed '{Text(json, "apiVersion")}' '{Text(json, "kind")}', and '{plugin.ApiVersion}' 'ExecCredential' was asked for");
        }

        var status = json.TryGetProperty("status", out var found) ? found : default;
        var token = Text(status, "token");
        var certificate = Text(status, "clientCertificateData");
        var key = Text(status, "clientKeyData");
        if ((certificate is null) != (key is null))
        {
            throw Fail(plugin, "it gave only one of clientCertificateData and clientKeyData");
        }

        if (token is null && certificate is null)
        {
            throw Fail(plugin, "it gave neither a token nor a client certificate");
        }

        var from = $"{plugin.Place}: {plugin.Command}";
        var credential = certificate is null ? Credential.None : ClientCertificate.FromPem(certificate, key!, from, from);
        return new ExecAnswer(token is null ? credential : credential.WithToken(token, from), ExpiryOf(status, plugin));
    }

    private static DateTimeOffset? ExpiryOf(JsonElement status, ExecPlugin plugin)
    {
        if (Text(status, "expirationTimestamp") is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiry)
            ? expiry
            : throw Fail(plugin, $"its expirationTimestamp '{text}' is no time");
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text ? text : null;

    private static ConnectionException Fail(ExecPlugin plugin, string problem) =>
        new($"{plugin.Place}: {plugin.Command}: {problem}; update the program, or renew the entry with the command line of your provider.");
}
