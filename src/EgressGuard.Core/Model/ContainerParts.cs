using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Core.Model;

/// <summary>An environment variable of a container.</summary>
public sealed record EnvVar
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The value; absent where it comes from elsewhere.</summary>
    public string? Value { get; init; }
}

/// <summary>A ConfigMap or Secret whose entries become environment variables.</summary>
public sealed record EnvFromSource;

/// <summary>A volume's place in a container.</summary>
public sealed record VolumeMount
{
    /// <summary>The volume's name.</summary>
    public string? Name { get; init; }

    /// <summary>The path at which it appears.</summary>
    public string? MountPath { get; init; }
}

/// <summary>The hooks of a container.</summary>
public sealed record Lifecycle
{
    /// <summary>What runs when the container has started.</summary>
    public LifecycleHandler? PostStart { get; init; }

    /// <summary>What runs before the container stops.</summary>
    public LifecycleHandler? PreStop { get; init; }
}

/// <summary>One hook, as far as it runs a command.</summary>
public sealed record LifecycleHandler
{
    /// <summary>The command; null for the other sorts of hooks.</summary>
    public ExecAction? Exec { get; init; }
}

/// <summary>A probe, as far as it runs a command.</summary>
public sealed record Probe
{
    /// <summary>The command; null for the other sorts of probes.</summary>
    public ExecAction? Exec { get; init; }
}

/// <summary>A command that is run inside the container.</summary>
public sealed record ExecAction
{
    /// <summary>The program and its arguments; no shell reads them.</summary>
    [AllowNull]
    public IReadOnlyList<string> Command { get; init => field = value ?? []; } = [];
}
