using System.Text.Json.Nodes;
using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Install;

/// <summary>The configurations of deploy/base, but that they lead to a webhook outside the cluster.</summary>
internal sealed class WebhookConfigurations(KubeClient kube, string webhookAddress, string authorityPem)
{
    /// <summary>What a server older than a field has to do without.</summary>
    public IReadOnlyList<string> Dropped { get; private set; } = [];

    /// <summary>Whether the cluster has configurations of these names, which are then not ours.</summary>
    public static async Task<bool> ExistAsync(KubeClient kube)
    {
        foreach (var item in Manifests.Read("*-webhook.yaml"))
        {
            if ((await kube.GetAsync(Types.Of(item), KubeClient.Reference(item))).IsSuccess)
            {
                return true;
            }
        }

        return false;
    }

    public async Task InstallAsync()
    {
        foreach (var item in Manifests.Read("*-webhook.yaml"))
        {
            var path = item["kind"]!.GetValue<string>().StartsWith("Mutating", StringComparison.Ordinal) ? "/mutate" : "/validate";
            foreach (var webhook in item["webhooks"]!.AsArray())
            {
                webhook!["clientConfig"] = new JsonObject
                {
                    ["url"] = webhookAddress + path,
                    ["caBundle"] = KubeConfigText.Base64(authorityPem),
                };
            }

            var answer = await kube.CreateAsync(item);
            if (answer is { IsSuccess: false, Code: 400 or 422 } && answer.Message.Contains("matchConditions", StringComparison.Ordinal))
            {
                DropMatchConditions(item);
                answer = await kube.CreateAsync(item);
            }

            if (!answer.IsSuccess)
            {
                throw new InvalidOperationException($"The webhook configuration was not taken. {answer}");
            }

            // Servers before 1.27 take the field and forget it.
            if (!answer.Text.Contains("matchConditions", StringComparison.Ordinal))
            {
                Dropped = ["matchConditions"];
            }
        }
    }

    public async Task RemoveAsync()
    {
        foreach (var item in Manifests.Read("*-webhook.yaml"))
        {
            await kube.DeleteAsync(Types.Of(item), new ObjectRef("", item["metadata"]!["name"]!.GetValue<string>()));
        }
    }

    private static void DropMatchConditions(JsonObject item)
    {
        foreach (var webhook in item["webhooks"]!.AsArray())
        {
            webhook!.AsObject().Remove("matchConditions");
        }
    }
}
