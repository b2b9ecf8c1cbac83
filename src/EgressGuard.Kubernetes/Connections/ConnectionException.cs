namespace EgressGuard.Kubernetes.Connections;

/// <summary>The way to the API server is not described well enough to take it. The message says where, what, and what to do.</summary>
public sealed class ConnectionException : Exception
{
    /// <summary>An unknown problem.</summary>
    public ConnectionException()
        : base("The connection to the cluster is not configured.")
    {
    }

    /// <summary>A problem.</summary>
    /// <param name="message">Where, what, and what to do.</param>
    public ConnectionException(string message)
        : base(message)
    {
    }

    /// <summary>A problem with a cause.</summary>
    /// <param name="message">Where, what, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ConnectionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
