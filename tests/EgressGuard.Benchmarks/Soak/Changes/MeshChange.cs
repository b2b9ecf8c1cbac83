using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Benchmarks.Scale;
using EgressGuard.Core.Model;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Benchmarks.Soak.Changes;

/// <summary>
/// Objects come, change and go, three events at a time, each object under a name of its own, so that whatever is kept of those that are
/// gone is seen in the memory. They belong to applications that no review is about.
/// </summary>
internal sealed class MeshChange(FakeApiServer api, Findings findings) : Change("objects of the mesh", TimeSpan.FromMilliseconds(100), findings)
{
    private const int ChangedAfter = 40;
    private const int GoneAfter = 200;

    private static readonly (ObjectKind Kind, string Plural)[] Kinds =
    [
        (ObjectKind.Namespace, "namespaces"),
        (ObjectKind.Service, "services"),
        (ObjectKind.Gateway, "gateways.networking.istio.io"),
        (ObjectKind.DestinationRule, "destinationrules"),
        (ObjectKind.VirtualService, "virtualservices"),
    ];

    protected override Task TurnAsync(int number)
    {
        api.Put(StoredObject.Of(Text(number), version: ""));
        if (number >= ChangedAfter)
        {
            var changed = StoredObject.Of(Text(number - ChangedAfter), version: "");
            changed["metadata"]!["annotations"]!["example.com/revision"] = "2";
            api.Put(changed);
        }

        if (number >= GoneAfter)
        {
            var gone = StoredObject.Of(Text(number - GoneAfter), version: "")["metadata"]!;
            api.Delete(Kinds[(number - GoneAfter) % Kinds.Length].Plural, (string?)gone["namespace"] ?? "", (string)gone["name"]!);
        }

        return Task.CompletedTask;
    }

    /// <summary>Ten applications share a namespace, so that every tenth has one.</summary>
    private static string Text(int number)
    {
        var kind = Kinds[number % Kinds.Length].Kind;
        var application = number / Kinds.Length;
        return SyntheticMesh.Unshared.Text(kind, kind == ObjectKind.Namespace ? application * 10 : application);
    }
}
