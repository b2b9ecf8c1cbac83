using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.EndToEnd.Client;

/// <summary>
/// Asks the API server as kubectl would. Not the guard's own client: what the guard believes it wrote or read is checked with another.
/// </summary>
internal sealed class KubeClient(HttpClient http) : IDisposable
{
    public static ObjectRef Reference(JsonObject item) =>
        new(item["metadata"]!["namespace"]?.GetValue<string>() ?? "", item["metadata"]!["name"]!.GetValue<string>());

    public Task<KubeAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<KubeAnswer> GetAsync(ResourceType type, ObjectRef reference) => GetAsync(type.PathOf(reference));

    public Task<KubeAnswer> CreateAsync(JsonObject item, bool isDryRun = false)
    {
        var type = Types.Of(item);
        return SendAsync(HttpMethod.Post, type.PathOf(Reference(item).Namespace) + Query(isDryRun), item, "application/json");
    }

    /// <summary>Puts the object in the place of what is there, whatever that is.</summary>
    public Task<KubeAnswer> ReplaceAsync(JsonObject item, bool isDryRun = false) =>
        SendAsync(HttpMethod.Put, Types.Of(item).PathOf(Reference(item)) + Query(isDryRun), item, "application/json");

    /// <summary>A merge patch (RFC 7386).</summary>
    public Task<KubeAnswer> MergeAsync(ResourceType type, ObjectRef reference, JsonNode patch, bool isDryRun = false) =>
        SendAsync(HttpMethod.Patch, type.PathOf(reference) + Query(isDryRun), patch, "application/merge-patch+json");

    /// <summary>A strategic merge patch of a subresource, which kubectl debug sends.</summary>
    public Task<KubeAnswer> PatchSubresourceAsync(ResourceType type, ObjectRef reference, string subresource, JsonNode patch) =>
        SendAsync(HttpMethod.Patch, $"{type.PathOf(reference)}/{subresource}", patch, "application/strategic-merge-patch+json");

    /// <summary>Server-side apply: <c>kubectl apply --server-side --field-manager=… --force-conflicts</c>.</summary>
    public Task<KubeAnswer> ApplyAsync(JsonObject item, string fieldManager, bool isDryRun = false) => SendAsync(
        HttpMethod.Patch,
        $"{Types.Of(item).PathOf(Reference(item))}?fieldManager={fieldManager}&force=true{(isDryRun ? "&dryRun=All" : "")}",
        item,
        "application/apply-patch+yaml");

    public Task<KubeAnswer> DeleteAsync(ResourceType type, ObjectRef reference, bool isDryRun = false) =>
        SendAsync(HttpMethod.Delete, type.PathOf(reference) + Query(isDryRun), null, null);

    public async Task<KubeAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, string? contentType)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
            {
                Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType!) },
            };
        }

        using var response = await http.SendAsync(request);
        return await KubeAnswer.ReadAsync($"{method} {path}", response);
    }

    public void Dispose() => http.Dispose();

    private static string Query(bool isDryRun) => isDryRun ? "?dryRun=All" : "";
}
