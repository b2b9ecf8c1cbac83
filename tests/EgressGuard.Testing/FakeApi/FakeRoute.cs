using EgressGuard.Core.Model;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>What a path means: <c>/api/v1/…</c> or <c>/apis/GROUP/VERSION/…</c>, then a collection, an object, or a subresource.</summary>
internal sealed class FakeRoute(IReadOnlyDictionary<string, FakeType> types, string path)
{
    public async Task RunAsync(FakeApiServer server, HttpContext context)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["version"])
        {
            await server.AdmitAsync(context, null);
            await server.AnswerVersionAsync(context);
            return;
        }

        var (apiVersion, rest) = parts switch
        {
            ["api", var version, .. var others] => (version, others),
            ["apis", var group, var version, .. var others] => ($"{group}/{version}", others),
            _ => ("", []),
        };

        // namespaces/shop/status is a subresource of a namespace, namespaces/shop/pods a collection in it.
        var (@namespace, below) = rest is ["namespaces", var name, not ("status" or "finalize"), ..] ? (name, rest[2..]) : ("", rest);
        var type = below is [var plural, ..] ? types.GetValueOrDefault($"{apiVersion}/{plural}") : null;
        await server.AdmitAsync(context, type);
        await (type is null ? throw new FakeStatusException(FakeStatus.NoSuchType) : below switch
        {
            [_] => server.AnswerObjectsAsync(context, type, @namespace),
            [_, var one] => server.AnswerObjectAsync(context, type, new ObjectRef(@namespace, one), null),
            [_, var one, "status" or "ephemeralcontainers"] => server.AnswerObjectAsync(context, type, new ObjectRef(@namespace, one), below[2]),
            _ => throw new FakeStatusException(FakeStatus.NoSuchType),
        });
    }
}
