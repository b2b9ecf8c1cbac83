using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>What the fake needs of JSON.</summary>
internal static class FakeJson
{
    /// <summary>The API server escapes no more than it must, either.</summary>
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode node) => node.ToJsonString(Compact);

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    public static JsonObject Clone(JsonObject json) => (JsonObject)json.DeepClone();

    /// <summary>The metadata, which is added where it lacks.</summary>
    public static JsonObject Metadata(JsonObject json)
    {
        if (json["metadata"] is not JsonObject metadata)
        {
            json["metadata"] = metadata = [];
        }

        return metadata;
    }

    public static string? Meta(JsonObject json, string field) => (string?)json["metadata"]?[field];

    public static async Task WriteAsync(HttpContext context, int code, JsonNode body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Text(body), context.RequestAborted);
    }

    public static async Task<JsonNode> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
                ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new FakeStatusException(new FakeStatus(400, "BadRequest", exception.Message));
        }
    }
}
