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
    /// <summary>Nothing is stored, and admission runs all the same.</summary>
    public const string DryRun = "dryRun=All";

    /// <summary>Fields that the server does not know are refused instead of dropped. Servers before 1.25 do not listen to it.</summary>
    public const string Strict = "fieldValidation=Strict";

    public static ObjectRef Reference(JsonObject item) =>
        new(item["metadata"]!["namespace"]?.GetValue<string>() ?? "", item["metadata"]!["name"]!.GetValue<string>());

    public Task<KubeAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<KubeAnswer> GetAsync(ResourceType type, ObjectRef reference) => GetAsync(type.PathOf(reference));

    public Task<KubeAnswer> CreateAsync(JsonObject item, string query = "") => SendAsync(
        HttpMethod.Post,
        $"{Types.Of(item).PathOf(item["metadata"]!["namespace"]?.GetValue<string>())}?{query}",
        item,
        "application/json");

    /// <summary>Puts the object in the place of what is there, whatever that is.</summary>
    public Task<KubeAnswer> ReplaceAsync(JsonObject item, string query = "") =>
        SendAsync(HttpMethod.Put, $"{Types.Of(item).PathOf(Reference(item))}?{query}", item, "application/json");

    /// <summary>A merge patch (RFC 7386), of the object or of a subresource.</summary>
    public Task<KubeAnswer> MergeAsync(ResourceType type, ObjectRef reference, JsonNode patch, string subresource = "") =>
        SendAsync(HttpMethod.Patch, PathOf(type, reference, subresource), patch, "application/merge-patch+json");

    /// <summary>A strategic merge patch of a subresource, which kubectl debug sends.</summary>
    public Task<KubeAnswer> PatchAsync(ResourceType type, ObjectRef reference, JsonNode patch, string subresource) =>
        SendAsync(HttpMethod.Patch, PathOf(type, reference, subresource), patch, "application/strategic-merge-patch+json");

    /// <summary>Server-side apply: <c>kubectl apply --server-side --force-conflicts</c>.</summary>
    public Task<KubeAnswer> ApplyAsync(JsonObject item, string query = "") => SendAsync(
        HttpMethod.Patch,
        $"{Types.Of(item).PathOf(Reference(item))}?fieldManager=end-to-end&force=true&{query}",
        item,
        "application/apply-patch+yaml");

    public Task<KubeAnswer> DeleteAsync(ResourceType type, ObjectRef reference, string query = "") =>
        SendAsync(HttpMethod.Delete, $"{type.PathOf(reference)}?{query}", null, null);

    /// <summary>Deletes as the mesh's own control plane, whose requests the guard lets through: for cleaning up.</summary>
    public Task<KubeAnswer> ForceDeleteAsync(ResourceType type, ObjectRef reference) =>
        SendAsync(HttpMethod.Delete, type.PathOf(reference), null, null, "system:serviceaccount:istio-system:istiod");

    public void Dispose() => http.Dispose();

    private static string PathOf(ResourceType type, ObjectRef reference, string subresource) =>
        type.PathOf(reference) + (subresource.Length == 0 ? "" : "/" + subresource);

    private async Task<KubeAnswer> SendAsync(HttpMethod method, string path, JsonNode? body, string? contentType, string? user = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (user is not null)
        {
            request.Headers.Add("Impersonate-User", user);
            request.Headers.Add("Impersonate-Group", "system:masters");
        }

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
}
