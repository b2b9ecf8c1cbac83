using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>An error as the API server words it: a <c>Status</c>.</summary>
internal sealed record FakeStatus(int Code, string Reason, string Message, int? RetryAfter = null, string? Cause = null)
{
    public static FakeStatus NoSuchType { get; } = new(404, "NotFound", "the server could not find the requested resource");

    public static FakeStatus TooOld(string version) => new(410, "Expired", $"too old resource version: {version}");

    public static FakeStatus NoSuchObject(FakeType type, string name) => new(404, "NotFound", $"{type.FullName} \"{name}\" not found");

    public JsonObject ToJson()
    {
        var details = new JsonObject();
        if (RetryAfter is { } seconds)
        {
            details["retryAfterSeconds"] = seconds;
        }

        if (Cause is not null)
        {
            details["causes"] = new JsonArray(new JsonObject { ["reason"] = Cause, ["message"] = Message });
        }

        return new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = Reason,
            ["details"] = details,
            ["code"] = Code,
        };
    }

    public Task WriteAsync(HttpContext context)
    {
        if (RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return FakeJson.WriteAsync(context, Code, ToJson());
    }
}

/// <summary>An error that ends a request.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Without a status there is no such thing.")]
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the fake.")]
internal sealed class FakeStatusException(FakeStatus status) : Exception(status.Message)
{
    public FakeStatus Status { get; } = status;
}
