using System.Text.Json.Nodes;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Install;

/// <summary>The configurations of deploy/base, but that they lead to a webhook outside the cluster.</summary>
internal sealed class WebhookConfigurations(KubeClient kube, string webhookAddress, string authorityPem)
{
    /// <summary>The field that servers before 1.27 do not have.</summary>
    private const string MatchConditions = "matchConditions";

    /// <summary>What was asked for and what the server made of it, for each configuration.</summary>
    public IReadOnlyList<(JsonObject Sent, JsonObject Stored)> Installed { get; private set; } = [];

    /// <summary>Whether the server knows match conditions.</summary>
    public bool HasMatchConditions => Installed.All(pair => pair.Stored.ToJsonString().Contains(MatchConditions, StringComparison.Ordinal));

    /// <summary>The configurations of these names that the cluster has already, which are then not ours.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(KubeClient kube)
    {
        var found = new List<string>();
        foreach (var item in Manifests.WebhookConfigurations)
        {
            var answer = await kube.GetAsync(Types.Of(item), KubeClient.Reference(item));
            if (answer.IsSuccess)
            {
                found.Add(KubeClient.Reference(item).Name);
            }
        }

        return found;
    }

    public async Task InstallAsync()
    {
        var installed = new List<(JsonObject, JsonObject)>();
        foreach (var item in Manifests.WebhookConfigurations)
        {
            LeadOutside(item);
            var answer = await kube.CreateAsync(item, KubeClient.Strict);
            if (!answer.IsSuccess && answer.Message.Contains(MatchConditions, StringComparison.Ordinal)
                && answer.Message.Contains("unknown field", StringComparison.Ordinal))
            {
                // A server that checks fields strictly and does not know this one. Without it the guard is asked more often, not less.
                answer = await kube.CreateAsync(WithoutMatchConditions(item), KubeClient.Strict);
            }

            if (!answer.IsSuccess)
            {
                throw new InvalidOperationException($"The webhook configuration was not taken. {answer}");
            }

            installed.Add((item, answer.Object));
        }

        Installed = installed;
    }

    public async Task RemoveAsync()
    {
        foreach (var item in Manifests.WebhookConfigurations)
        {
            await kube.DeleteAsync(Types.Of(item), KubeClient.Reference(item));
        }
    }

    private static JsonObject WithoutMatchConditions(JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        foreach (var webhook in copy["webhooks"]!.AsArray())
        {
            webhook!.AsObject().Remove(MatchConditions);
        }

        return copy;
    }

    private void LeadOutside(JsonObject item)
    {
        foreach (var webhook in item["webhooks"]!.AsArray())
        {
            webhook!["clientConfig"] = new JsonObject
            {
                ["url"] = webhookAddress + webhook["clientConfig"]!["service"]!["path"]!.GetValue<string>(),
                ["caBundle"] = KubeConfigText.Base64(authorityPem),
            };
        }
    }
}
