using System.Net.Http.Headers;

namespace EgressGuard.Kubernetes.Client;

/// <summary>A request, which may have to be sent more than once.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">What follows the question mark; "" for nothing.</param>
/// <param name="Body">The body; null for none.</param>
/// <param name="ContentType">What the body is.</param>
internal sealed record ApiRequest(
    HttpMethod Method, string Path, string Query = "", ReadOnlyMemory<byte>? Body = null, string ContentType = "application/json")
{
    /// <summary>The path with its query.</summary>
    public string PathAndQuery => Query.Length == 0 ? Path : $"{Path}?{Query}";

    /// <summary>A request that reads.</summary>
    public static ApiRequest Get(string path, string query = "") => new(HttpMethod.Get, path, query);

    /// <summary>The body for one try.</summary>
    public HttpContent? NewContent() => Body is { } body
        ? new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } }
        : null;

    /// <summary>As errors name it.</summary>
    public override string ToString() => $"{Method} {Path}";
}
