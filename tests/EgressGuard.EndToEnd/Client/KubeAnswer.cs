using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EgressGuard.EndToEnd.Client;

/// <summary>What the API server answered.</summary>
/// <param name="Request">Such as <c>POST /api/v1/namespaces</c>.</param>
/// <param name="Code">The HTTP status.</param>
/// <param name="Body">The object, or a <c>Status</c>; null where the body is no JSON.</param>
/// <param name="Text">The body as it came.</param>
/// <param name="Warnings">The texts of the <c>Warning</c> headers.</param>
internal sealed partial record KubeAnswer(string Request, int Code, JsonObject? Body, string Text, IReadOnlyList<string> Warnings)
{
    public bool IsSuccess => Code is >= 200 and < 300;

    /// <summary>Whether the guard refused it: with a verdict, not because it could not be asked.</summary>
    public bool IsDenied => !IsSuccess
        && Message.Contains(".egressguard.io\" ", StringComparison.Ordinal)
        && Message.Contains("denied the request", StringComparison.Ordinal);

    /// <summary>Whether the server does not serve this kind in this version: not the same as an object that is not there.</summary>
    public bool IsUnserved => Code == 404 && Message.Contains("could not find the requested resource", StringComparison.Ordinal);

    /// <summary>The message of a <c>Status</c>; the body where it is none.</summary>
    public string Message => Body?["message"]?.GetValue<string>() ?? Text;

    /// <summary>The object.</summary>
    public JsonObject Object => Body ?? throw new InvalidOperationException($"No object came. {this}");

    /// <summary>A label of the object; null when it has none of this name.</summary>
    public string? Label(string name) => Object["metadata"]!["labels"]?[name]?.GetValue<string>();

    public static async Task<KubeAnswer> ReadAsync(string request, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        JsonObject? body = null;
        try
        {
            body = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // A plain text; Message gives it.
        }

        var headers = response.Headers.TryGetValues("Warning", out var values) ? values : [];
        return new KubeAnswer(request, (int)response.StatusCode, body, text, [.. headers.SelectMany(Texts)]);
    }

    public override string ToString() =>
        $"{Request}: HTTP {Code}: {(IsSuccess ? "" : Message)}{string.Concat(Warnings.Select(text => $"\n  warning: {text}"))}";

    /// <summary>Several headers may come as one, with commas between them and in their texts: 299 - "text", 299 - "text".</summary>
    private static IEnumerable<string> Texts(string header) => WarningText().Matches(header)
        .Select(match => match.Groups["text"].Value)
        .Select(text => text.Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal));

    [GeneratedRegex("""299 \S+ "(?<text>([^"\\]|\\.)*)("|$)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WarningText();
}
