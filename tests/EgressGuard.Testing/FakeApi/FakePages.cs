using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>Lists in pages. All pages of a list show the objects of one moment.</summary>
internal sealed class FakePages(FakeStore store, FakeFaults faults)
{
    private readonly ConcurrentDictionary<string, (JsonObject[] Items, long Version)> _rests = new(StringComparer.Ordinal);
    private int _tokens;

    public Task AnswerAsync(HttpContext context, FakeType type, string @namespace)
    {
        var query = context.Request.Query;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var given) && given > 0 ? given : int.MaxValue;
        string? token = query["continue"];
        if (!string.IsNullOrEmpty(token) && faults.Take(FakeFault.ExpiredContinue, type) is not null)
        {
            throw new FakeStatusException(FakeStatus.TooOld(token));
        }

        var (items, version) = string.IsNullOrEmpty(token) ? First(type, @namespace) : Rest(token);
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (items.Length > limit)
        {
            metadata["continue"] = Keep((items[limit..], version));
            metadata["remainingItemCount"] = items.Length - limit;
        }

        return FakeJson.WriteAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["kind"] = type.Kind + "List",
            ["apiVersion"] = type.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. items.Take(limit).Select(item => type.Present(item, inList: true))]),
        });
    }

    private (JsonObject[] Items, long Version) First(FakeType type, string @namespace)
    {
        var (items, version) = store.List(type, @namespace);
        return ([.. items], version);
    }

    private (JsonObject[] Items, long Version) Rest(string token) => _rests.TryGetValue(token, out var rest)
        ? rest
        : throw new FakeStatusException(new FakeStatus(400, "BadRequest", $"continue key is not valid: {token}"));

    private string Keep((JsonObject[] Items, long Version) rest)
    {
        // With characters that an address must escape.
        var token = $"page/{Interlocked.Increment(ref _tokens).ToString(CultureInfo.InvariantCulture)}+&=";
        _rests[token] = rest;
        return token;
    }
}
