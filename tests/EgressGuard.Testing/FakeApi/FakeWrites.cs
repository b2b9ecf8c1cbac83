using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using Microsoft.AspNetCore.Http;

namespace EgressGuard.Testing.FakeApi;

/// <summary>Creates, replaces, patches and deletes.</summary>
internal sealed class FakeWrites(FakeStore store, Func<FakeAdmission, Task<FakeRefusal?>> admission)
{
    private const string ApplyPatch = "application/apply-patch+yaml";

    private int _generated;

    public async Task CreateAsync(HttpContext context, FakeType type, string @namespace)
    {
        var json = (await FakeJson.ReadAsync(context)).AsObject();
        var metadata = FakeJson.Metadata(json);
        var name = (string?)metadata["name"] ?? $"{(string?)metadata["generateName"]}{Interlocked.Increment(ref _generated):x5}";
        var reference = new ObjectRef(type.Namespaced ? @namespace : "", name);
        await AdmitAsync(new FakeAdmission("CREATE", type, reference.Namespace, json, null, null, IsDryRun(context)));
        if (IsDryRun(context) && store.Find(type, reference) is null)
        {
            await FakeJson.WriteAsync(context, StatusCodes.Status201Created, type.Present(json, inList: false));
            return;
        }

        var created = store.Change(type, reference, before => before is null
            ? Written(json, null, null)
            : throw new FakeStatusException(new FakeStatus(409, "AlreadyExists", $"{type.FullName} \"{name}\" already exists")));
        await FakeJson.WriteAsync(context, StatusCodes.Status201Created, type.Present(created, inList: false));
    }

    public async Task ReplaceAsync(HttpContext context, FakeType type, ObjectRef reference, string? subresource)
    {
        var json = (await FakeJson.ReadAsync(context)).AsObject();
        var stored = store.Change(type, reference, before =>
        {
            RequireCurrent(type, reference, Present(type, reference, before), json);
            return Written(json, before, subresource);
        });
        await FakeJson.WriteAsync(context, StatusCodes.Status200OK, type.Present(stored, inList: false));
    }

    public async Task PatchAsync(HttpContext context, FakeType type, ObjectRef reference, string? subresource)
    {
        var form = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        var patch = await FakeJson.ReadAsync(context);
        if (form == "application/merge-patch+json" && store.Find(type, reference) is { } old)
        {
            var merged = FakePatches.Merge(FakeJson.Clone(old), patch.AsObject());
            await AdmitAsync(new FakeAdmission("UPDATE", type, reference.Namespace, Shown(type, merged), Shown(type, old), subresource, IsDryRun(context)));
            if (IsDryRun(context))
            {
                await FakeJson.WriteAsync(context, StatusCodes.Status200OK, type.Present(merged, inList: false));
                return;
            }
        }

        var code = StatusCodes.Status200OK;
        var stored = store.Change(type, reference, before =>
        {
            if (before is null && form == ApplyPatch && subresource is null)
            {
                code = StatusCodes.Status201Created;
                return Written(patch.AsObject(), null, null);
            }

            var target = FakeJson.Clone(Present(type, reference, before));
            var after = form switch
            {
                "application/json-patch+json" => FakePatches.Json(target, patch.AsArray()),
                "application/merge-patch+json" => FakePatches.Merge(target, patch.AsObject()),
                ApplyPatch => FakePatches.Merge(target, patch.AsObject()),
                _ => throw new FakeStatusException(new FakeStatus(415, "UnsupportedMediaType", $"the body of the request was in an unknown format: {form}")),
            };
            RequireCurrent(type, reference, before!, after);
            return Written(after, before, subresource);
        });
        await FakeJson.WriteAsync(context, code, type.Present(stored, inList: false));
    }

    public Task DeleteAsync(HttpContext context, FakeType type, ObjectRef reference)
    {
        var removed = store.Remove(type, reference) ?? throw new FakeStatusException(FakeStatus.NoSuchObject(type, reference.Name));
        return FakeJson.WriteAsync(context, StatusCodes.Status200OK, type.Present(removed, inList: false));
    }

    private async Task AdmitAsync(FakeAdmission write)
    {
        if (await admission(write) is { } refusal)
        {
            throw new FakeStatusException(new FakeStatus(refusal.Code, refusal.Reason, refusal.Message));
        }
    }

    private static bool IsDryRun(HttpContext context) => context.Request.Query["dryRun"].ToString() == "All";

    private static JsonObject Shown(FakeType type, JsonObject stored) => FakeJson.Parse(FakeJson.Text(type.Present(stored, inList: false)));

    private static JsonObject Present(FakeType type, ObjectRef reference, JsonObject? before) =>
        before ?? throw new FakeStatusException(FakeStatus.NoSuchObject(type, reference.Name));

    private static void RequireCurrent(FakeType type, ObjectRef reference, JsonObject before, JsonObject after)
    {
        var given = FakeJson.Meta(after, "resourceVersion");
        if (!string.IsNullOrEmpty(given) && given != FakeJson.Meta(before, "resourceVersion"))
        {
            throw new FakeStatusException(new FakeStatus(409, "Conflict",
                $"Operation cannot be fulfilled on {type.FullName} \"{reference.Name}\": the object has been modified; please apply your changes "
                + "to the latest version and try again"));
        }
    }

    /// <summary>The status changes through its subresource alone, and nothing else changes through it.</summary>
    private static JsonObject Written(JsonObject given, JsonObject? before, string? subresource)
    {
        var result = FakeJson.Clone(subresource == "status" ? before! : given);
        result.Remove("status");
        if ((subresource == "status" ? given : before)?["status"] is { } status)
        {
            result["status"] = status.DeepClone();
        }

        var metadata = FakeJson.Metadata(result);
        foreach (var field in (string[])["uid", "resourceVersion", "creationTimestamp", "generation"])
        {
            metadata.Remove(field);
            if (before?["metadata"]?[field] is { } kept)
            {
                metadata[field] = kept.DeepClone();
            }
        }

        return result;
    }
}
