using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Judging;

/// <summary>What the webhook judges by when it starts, and where it came from.</summary>
/// <param name="Basis">The mesh and the policy.</param>
/// <param name="Policy">The policy file; null for the default policy.</param>
/// <param name="Context">The mesh's directory; null for an empty mesh.</param>
internal sealed record StartBasis(Basis Basis, PolicyFile? Policy, ContextDirectory? Context)
{
    /// <summary>Reads the files that the options name.</summary>
    /// <exception cref="StartException">One of them cannot be used.</exception>
    public static StartBasis Read(WebhookOptions options)
    {
        var file = options.PolicyFile is { } path ? PolicyFile.Read(path) : null;
        var policy = file is null ? EgressPolicy.Default
            : file.Policy ?? throw StartException.UnusableInput([.. file.Errors, "The policy given with --policy cannot be used."]);
        if (options.ContextDirectory is not { } directory)
        {
            return new StartBasis(new Basis(MeshSnapshot.Empty, EgressPolicy.Default).WithPolicy(policy), file, null);
        }

        var context = ContextDirectory.Read(directory, policy.Mesh.ClusterDomain, out var problem)
            ?? throw StartException.UnusableInput([problem!, "The mesh given with --context cannot be used."]);
        return new StartBasis(new Basis(context.Mesh, policy), file, context);
    }
}
