namespace EgressGuard.Kubernetes.Connections;

/// <summary>Which kubeconfig and which context to use.</summary>
public sealed record KubeConfigOptions
{
    /// <summary><c>--kubeconfig</c>: this file and no other; null for <c>KUBECONFIG</c>, or else <c>~/.kube/config</c>.</summary>
    public string? File { get; init; }

    /// <summary>The context; null for the file's current one.</summary>
    public string? Context { get; init; }

    /// <summary>The option that names the context, for messages; null where there is none.</summary>
    public string? ContextOption { get; init; }

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The directory that holds <c>.kube</c>.</summary>
    public string Home { get; init; } = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
