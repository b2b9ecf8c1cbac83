using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Install;

/// <summary>Installs custom resource definitions, and knows which of them are its own.</summary>
internal sealed class Definitions(KubeClient kube)
{
    private readonly List<string> _own = [];

    /// <summary>Installs those that the cluster lacks, and waits until all are served.</summary>
    public async Task InstallAsync(IEnumerable<JsonObject> definitions)
    {
        foreach (var definition in definitions.ToList())
        {
            var name = KubeClient.Reference(definition).Name;
            var answer = await kube.CreateAsync(definition, KubeClient.Strict);
            if (answer.IsSuccess)
            {
                _own.Add(name);
            }
            else if (answer.Code != 409)
            {
                throw new InvalidOperationException($"The definition {name} was not taken. {answer}");
            }

            await WaitUntilServedAsync(definition);
        }
    }

    /// <summary>Takes away what the tests brought.</summary>
    public async Task RemoveAllAsync()
    {
        foreach (var name in _own)
        {
            await RemoveAsync(name);
        }
    }

    /// <summary>Takes a definition away, with all its objects, and waits until it is gone.</summary>
    private async Task RemoveAsync(string name)
    {
        var reference = new ObjectRef("", name);
        await kube.DeleteAsync(Types.Crd, reference);
        await Wait.ForAsync($"the definition {name} to be gone", async () =>
        {
            var answer = await kube.GetAsync(Types.Crd, reference);
            return (answer.Code == 404, answer.ToString());
        });
    }

    private async Task WaitUntilServedAsync(JsonObject definition)
    {
        var spec = definition["spec"]!;
        var (group, plural) = (spec["group"]!.GetValue<string>(), spec["names"]!["plural"]!.GetValue<string>());
        foreach (var version in definition["spec"]!["versions"]!.AsArray())
        {
            var path = $"/apis/{group}/{version!["name"]}/{plural}?limit=1";
            await Wait.ForAsync($"{path} to be served", async () =>
            {
                var answer = await kube.GetAsync(path);
                return (answer.IsSuccess, answer.ToString());
            });
        }
    }
}
